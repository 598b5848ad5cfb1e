using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>
/// A trained network: immutable, shared by any number of threads. Get one from training or from a model file; predict with
/// it through the prediction engine.
/// </summary>
public sealed unsafe class TrainedNetwork
{
    /// <summary>Images whose vectors go through the dense layers together: two tiles of the widest registers.</summary>
    private const int LargestGroup = 28;

    private readonly InferenceStep[] _imageSteps;
    private readonly InferenceStep[] _vectorSteps;

    internal TrainedNetwork(IReadOnlyList<TrainedLayer> layers)
        : this(layers, MachineLanes.Run<Compilation, InferenceStep[]>(new(layers)))
    {
    }

    private TrainedNetwork(IReadOnlyList<TrainedLayer> layers, InferenceStep[] steps)
    {
        Layers = layers;
        int firstVector = Array.FindIndex(steps, step => step.PrefersBatches);
        int split = firstVector < 0 ? steps.Length : firstVector;
        _imageSteps = steps[..split];
        _vectorSteps = steps[split..];
    }

    /// <summary>How many numbers the network consists of, batch normalisation folded in.</summary>
    public long ParameterCount => Layers.Sum(layer => layer.ParameterCount);

    internal IReadOnlyList<TrainedLayer> Layers { get; }

    internal Shape Input => Layers[0].Input;

    internal int Classes => Layers[^1].Output.Size;

    /// <summary>Values of one image after the steps over images: its vector.</summary>
    private int ImageResult => _imageSteps.Length == 0 ? Input.Size : _imageSteps[^1].Output.Size;

    /// <summary>The same network for registers of a given width, which the tests compare.</summary>
    internal static TrainedNetwork Compile<TLanes>(IReadOnlyList<TrainedLayer> layers)
        where TLanes : unmanaged, ILanes<TLanes> =>
        new(layers, Steps<TLanes>(layers));

    /// <summary>Memory to predict up to so many images at once in.</summary>
    internal InferenceWorkspace CreateWorkspace(int images)
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

        return new(Input.Size, image, vector, Math.Clamp(images, 1, LargestGroup), scratch);
    }

    /// <summary>The probabilities of images first … first + count − 1 of a source.</summary>
    /// <param name="source">Gives the pixels; its labels are not used.</param>
    /// <param name="first">The first image's position.</param>
    /// <param name="probabilities">Receives one row of <see cref="Classes"/> for each image; its length says how many.</param>
    /// <param name="workspace">Memory of the calling thread.</param>
    internal void Predict(IBatchSource source, int first, Span<float> probabilities, InferenceWorkspace workspace)
    {
        int count = probabilities.Length / Classes;
        for (int done = 0; done < count; done += workspace.Group)
        {
            int group = Math.Min(workspace.Group, count - done);
            for (int i = 0; i < group; i++)
            {
                source.Load(first + done + i, workspace.InputPixels.Span);
                RunImage(i, workspace);
            }

            RunVectors(group, workspace, probabilities.Slice(done * Classes, group * Classes));
        }
    }

    /// <summary>The probabilities of the one image in the workspace's input.</summary>
    internal void PredictOne(InferenceWorkspace workspace, Span<float> probabilities)
    {
        RunImage(0, workspace);
        RunVectors(1, workspace, probabilities);
    }

    private static InferenceStep[] Steps<TLanes>(IReadOnlyList<TrainedLayer> layers)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        InferenceStep[] steps = new InferenceStep[layers.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = layers[i].Compile<TLanes>();
        }

        return steps;
    }

    /// <summary>Takes the workspace's input through the convolutions and puts the result in place among the vectors.</summary>
    private void RunImage(int place, InferenceWorkspace workspace)
    {
        float* current = workspace.InputPixels.Pointer;
        float* result = workspace.VectorsOf(0) + ((nint)place * ImageResult);
        for (int i = 0; i < _imageSteps.Length; i++)
        {
            float* output = i == _imageSteps.Length - 1 ? result : workspace.ImageOf(i);
            _imageSteps[i].Run(1, current, output, workspace.Scratch);
            current = output;
        }

        if (_imageSteps.Length == 0)
        {
            workspace.InputPixels.Span.CopyTo(new(result, ImageResult));
        }
    }

    private void RunVectors(int images, InferenceWorkspace workspace, Span<float> probabilities)
    {
        float* current = workspace.VectorsOf(0);
        for (int i = 0; i < _vectorSteps.Length; i++)
        {
            float* output = workspace.VectorsOf(i + 1);
            _vectorSteps[i].Run(images, current, output, workspace.Scratch);
            current = output;
        }

        for (int i = 0; i < images; i++)
        {
            SoftmaxCrossEntropy.Softmax(new(current + (i * Classes), Classes), probabilities.Slice(i * Classes, Classes));
        }
    }

    private readonly record struct Compilation(IReadOnlyList<TrainedLayer> Layers) : ILanesTask<InferenceStep[]>
    {
        public InferenceStep[] Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes> =>
            Steps<TLanes>(Layers);
    }
}
