namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>What is measured: anything that says which digit an image shows, and whether it shows one.</summary>
internal interface IRecogniser
{
    /// <param name="pixels">784 pixels for each image.</param>
    /// <param name="scores">Receives ten probabilities for each image.</param>
    /// <param name="isDigit">Receives for each image whether it is taken for a digit at all.</param>
    void Recognise(ReadOnlyMemory<byte> pixels, Memory<float> scores, Memory<bool> isDigit);
}
