using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>The memory one thread predicts in. It belongs to its caller; the network itself is never written to.</summary>
/// <param name="members">Memory for each of the network's members.</param>
/// <param name="input">Floats of one image.</param>
/// <param name="group">The most images predicted at once.</param>
internal sealed class InferenceWorkspace(MemberWorkspace[] members, int input, int group)
{
    /// <summary>The most images predicted at once.</summary>
    public int Group { get; } = group;

    /// <summary>Receives one image.</summary>
    public AlignedBuffer InputPixels { get; } = new(input);

    public ReadOnlySpan<MemberWorkspace> Members => members;
}
