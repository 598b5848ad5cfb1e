namespace MlNetDigits.WebApi.Requests;

/// <summary>Several images to predict.</summary>
/// <param name="Images">Images of 784 grey values from 0 (background) to 255 (ink) each.</param>
// For the OpenAPI document: PixelJson reads it without making one.
internal sealed record BatchRequest(float[][] Images);
