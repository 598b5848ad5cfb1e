namespace MlNetDigits.WebApi.Answers;

/// <summary>How much the service takes.</summary>
/// <param name="BodyBytes">The longest body.</param>
/// <param name="PicturePixels">The most pixels of a picture.</param>
/// <param name="BatchImages">The most images in a batch.</param>
/// <param name="Seconds">The longest time for a request, its sending included.</param>
internal sealed record LimitsAnswer(int BodyBytes, int PicturePixels, int BatchImages, int Seconds);
