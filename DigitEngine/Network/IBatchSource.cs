namespace DigitEngine.Network;

/// <summary>Where a training step takes its images from. Called from several threads at once.</summary>
internal interface IBatchSource
{
    /// <summary>Writes one image of the batch and returns its label.</summary>
    /// <param name="position">The image's place in the batch.</param>
    /// <param name="pixels">Receives height × width × channels values, as the network wants them.</param>
    int Load(int position, Span<float> pixels);
}
