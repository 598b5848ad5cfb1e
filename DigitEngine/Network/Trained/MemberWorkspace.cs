using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>The memory one thread runs one <see cref="TrainedMember"/> in.</summary>
/// <param name="image">Floats of the largest result of a step over one image.</param>
/// <param name="vector">Floats of one image's largest vector.</param>
/// <param name="group">Images whose vectors are taken together.</param>
/// <param name="scratch">Floats of scratch.</param>
internal sealed unsafe class MemberWorkspace(int image, int vector, int group, int scratch)
{
    private readonly AlignedBuffer[] _images = [new(image), new(image)];
    private readonly AlignedBuffer[] _vectors = [new(checked(vector * group)), new(vector * group)];
    private readonly AlignedBuffer _scratch = new(scratch);

    public float* Scratch => _scratch.Pointer;

    /// <summary>Buffers that steps over one image write to in turn.</summary>
    public float* ImageOf(int step) => _images[step & 1].Pointer;

    /// <summary>Buffers that steps over a group of vectors write to in turn.</summary>
    public float* VectorsOf(int step) => _vectors[step & 1].Pointer;
}
