namespace DigitEngine.Persistence;

/// <summary>
/// Counts numbers that reading a graph makes out of what the file holds, so that a small file whose nodes all take the same
/// constant, or move the same image about, can't ask for more memory and time than a network for digits needs.
/// </summary>
internal sealed class OnnxBudget(long constants)
{
    /// <summary>How often a constant is taken, on average: as it is, widened, and folded into a neighbour.</summary>
    private const int MostUses = 4;

    /// <summary>Weights that may be made besides: kernels with gaps or groups written out, means as convolutions.</summary>
    private const long FreeWeights = 1 << 19;

    /// <summary>Places of an image's numbers that may be written down, in all layers together.</summary>
    private const long MostPlaces = 1 << 21;

    private long _weights = FreeWeights + (MostUses * constants);
    private long _places = MostPlaces;

    public void TakeWeights(OnnxNodeReader node, long count)
    {
        _weights -= count;
        node.Require(_weights >= 0, "takes constants that many other nodes have taken, or makes too many of few: more than is supported");
    }

    public void TakePlaces(OnnxNodeReader node, long count)
    {
        _places -= count;
        node.Require(_places >= 0, "is of a graph whose images are larger, all together, than is supported");
    }
}
