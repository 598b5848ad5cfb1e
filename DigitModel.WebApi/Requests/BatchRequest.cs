namespace DigitModel.WebApi.Requests;

/// <summary>Several images to predict, as the OpenAPI document describes them; <see cref="PixelJson"/> reads them.</summary>
/// <param name="Images">Images of 784 grey values from 0 (background) to 255 (ink) each.</param>
internal sealed record BatchRequest(float[][] Images);
