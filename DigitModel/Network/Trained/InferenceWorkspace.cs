using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>The memory one thread predicts in. It belongs to its caller; the network itself is never written to.</summary>
internal sealed unsafe class InferenceWorkspace
{
    private readonly AlignedBuffer[] _images = new AlignedBuffer[2];
    private readonly AlignedBuffer[] _vectors = new AlignedBuffer[2];
    private readonly AlignedBuffer _scratch;

    /// <summary>Memory for so many floats: two buffers for one image, two for a group's vectors, scratch and input.</summary>
    public InferenceWorkspace(int input, int image, int vector, int group, int scratch)
    {
        Group = group;
        InputPixels = new(input);
        _images = [new(image), new(image)];
        _vectors = [new(checked(vector * group)), new(vector * group)];
        _scratch = new(scratch);
    }

    /// <summary>The most images predicted at once.</summary>
    public int Group { get; }

    /// <summary>Receives one image.</summary>
    public AlignedBuffer InputPixels { get; }

    /// <summary>Buffers that steps over one image write to in turn.</summary>
    public float* ImageOf(int step) => _images[step & 1].Pointer;

    /// <summary>Buffers that steps over a group of vectors write to in turn.</summary>
    public float* VectorsOf(int step) => _vectors[step & 1].Pointer;

    public float* Scratch => _scratch.Pointer;
}
