namespace DigitModel.WebApi.Requests;

/// <summary>One image to predict, as the OpenAPI document describes it; <see cref="PixelJson"/> reads it.</summary>
/// <param name="Pixels">784 grey values from 0 (background) to 255 (ink), row by row.</param>
internal sealed record PredictRequest(float[] Pixels);
