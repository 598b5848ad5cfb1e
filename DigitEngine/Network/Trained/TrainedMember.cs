using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>One chain of trained layers, from an image to its logits. Immutable.</summary>
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

    /// <summary>Values of one image after the steps over images: its vector.</summary>
    private int ImageResult => _imageSteps.Length == 0 ? Input.Size : _imageSteps[^1].Output.Size;

    /// <summary>The same for registers of a given width, which the tests compare.</summary>
    public static TrainedMember Compile<TSimd>(IReadOnlyList<TrainedLayer> layers)
        where TSimd : unmanaged, ISimd<TSimd> =>
        new(layers, Steps<TSimd>(layers));

    /// <summary>Memory to run up to so many images at once in.</summary>
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

    /// <summary>Takes an image through the convolutions and puts the result in place among the group's vectors.</summary>
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

    /// <summary>Takes a group's vectors through the dense layers.</summary>
    /// <returns>The logits, one row of <see cref="Classes"/> for each image, until the workspace is used again.</returns>
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
