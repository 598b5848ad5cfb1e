namespace MlNetDigits.WebApi.Requests;

/// <summary>One image to predict.</summary>
/// <param name="Pixels">784 grey values from 0 (background) to 255 (ink), row by row.</param>
// For the OpenAPI document: PixelJson reads it without making one.
internal sealed record PredictRequest(float[] Pixels);
