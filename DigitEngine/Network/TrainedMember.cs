using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A chain of trained layers, from an image to its logits. Immutable.</summary>
internal sealed unsafe class TrainedMember
{
    private readonly InferenceStep[] _imageSteps;
    private readonly InferenceStep[] _vectorSteps;

    public TrainedMember(IReadOnlyList<TrainedLayer> layers)
        : this(layers, SimdDispatch.Run<Compilation, InferenceStep[]>(new(layers)))
    {
    }

    private TrainedMember(IReadOnlyList<TrainedLayer> layers, InferenceStep[] steps)
    {
        Layers = layers;
        int firstVector = Array.FindIndex(steps, step => step.PrefersBatches);
        int split = firstVector < 0 ? steps.Length : firstVector;
        _imageSteps = steps[..split];
        _vectorSteps = steps[split..];
    }

    public IReadOnlyList<TrainedLayer> Layers { get; }

    public Shape Input => Layers[0].Input;

    public int Classes => Layers[^1].Output.Size;

    /// <summary>The length of the vector that the steps over images turn one image into.</summary>
    private int ImageResult => _imageSteps.Length == 0 ? Input.Size : _imageSteps[^1].Output.Size;

    /// <summary>The member for registers of a given width, which tests compare.</summary>
    public static TrainedMember Compile<TSimd>(IReadOnlyList<TrainedLayer> layers)
        where TSimd : unmanaged, ISimd<TSimd> =>
        new(layers, Steps<TSimd>(layers));

    /// <summary>Memory for predicting up to this many images at once.</summary>
    public MemberWorkspace CreateWorkspace(int group)
    {
        int image = 0, vector = ImageResult, scratch = 0;
        foreach (InferenceStep step in _imageSteps)
        {
            image = Math.Max(image, step.Output.Size);
            scratch = Math.Max(scratch, step.ScratchSize);
        }

        foreach (InferenceStep step in _vectorSteps)
        {
            vector = Math.Max(vector, step.Output.Size);
            scratch = Math.Max(scratch, step.ScratchSize);
        }

        return new(image, vector, group, scratch);
    }

    /// <summary>Runs the steps up to the first dense layer for one image and stores the result among the group's vectors.</summary>
    public void RunImage(AlignedBuffer pixels, int place, MemberWorkspace workspace)
    {
        float* current = pixels.Pointer;
        float* result = workspace.VectorsOf(0) + ((nint)place * ImageResult);
        for (int i = 0; i < _imageSteps.Length; i++)
        {
            float* output = i == _imageSteps.Length - 1 ? result : workspace.ImageOf(i);
            _imageSteps[i].Run(1, current, output, workspace.Scratch);
            current = output;
        }

        if (_imageSteps.Length == 0)
        {
            pixels.Span.CopyTo(new(result, ImageResult));
        }
    }

    /// <summary>Runs the steps from the first dense layer on for a group of vectors.</summary>
    /// <returns>The logits, images × <see cref="Classes"/>; valid until the workspace is used again.</returns>
    public ReadOnlySpan<float> RunVectors(int images, MemberWorkspace workspace)
    {
        float* current = workspace.VectorsOf(0);
        for (int i = 0; i < _vectorSteps.Length; i++)
        {
            float* output = workspace.VectorsOf(i + 1);
            _vectorSteps[i].Run(images, current, output, workspace.Scratch);
            current = output;
        }

        return new(current, images * Classes);
    }

    private static InferenceStep[] Steps<TSimd>(IReadOnlyList<TrainedLayer> layers)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        InferenceStep[] steps = new InferenceStep[layers.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = layers[i].Compile<TSimd>();
        }

        return steps;
    }

    private readonly record struct Compilation(IReadOnlyList<TrainedLayer> Layers) : ISimdTask<InferenceStep[]>
    {
        public InferenceStep[] Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd> =>
            Steps<TSimd>(Layers);
    }
}

/// <summary>The memory in which one thread runs one <see cref="TrainedMember"/>.</summary>
/// <param name="image">Floats of the largest result of a step over one image.</param>
/// <param name="vector">Floats of one image's largest vector.</param>
/// <param name="group">Images whose vectors are processed together.</param>
/// <param name="scratch">Floats of scratch memory.</param>
internal sealed unsafe class MemberWorkspace(int image, int vector, int group, int scratch)
{
    private readonly AlignedBuffer[] _images = [new(image), new(image)];
    private readonly AlignedBuffer[] _vectors = [new(checked(vector * group)), new(vector * group)];
    private readonly AlignedBuffer _scratch = new(scratch);

    public float* Scratch => _scratch.Pointer;

    /// <summary>The buffers that steps over one image write to in turn.</summary>
    public float* ImageOf(int step) => _images[step & 1].Pointer;

    /// <summary>The buffers that steps over a group of vectors write to in turn.</summary>
    public float* VectorsOf(int step) => _vectors[step & 1].Pointer;
}
