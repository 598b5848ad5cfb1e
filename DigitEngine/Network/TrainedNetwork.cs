using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// A trained network, or several whose logits are averaged. Immutable; any number of threads may share it. It comes from
/// training or from a model file, and predicts through the prediction engine.
/// </summary>
public sealed class TrainedNetwork
{
    /// <summary>Images whose vectors go through the dense layers together: two tiles of the widest registers.</summary>
    private const int LargestGroup = 28;

    private readonly TrainedMember[] _members;

    internal TrainedNetwork(IReadOnlyList<TrainedLayer> layers)
        : this([new TrainedMember(layers)])
    {
    }

    /// <param name="members">At least one. All take the same shape and give the same number of classes.</param>
    /// <param name="temperature">What logits are divided by before they become probabilities; finite and above 0.</param>
    /// <param name="digitThreshold">The lowest digit score that counts as a digit.</param>
    internal TrainedNetwork(
        IEnumerable<TrainedMember> members, float temperature = 1, float digitThreshold = float.NegativeInfinity)
    {
        _members = [.. members];
        Temperature = temperature;
        DigitThreshold = digitThreshold;
    }

    /// <summary>How many numbers the network consists of, with batch normalisation merged into other layers.</summary>
    public long ParameterCount => _members.Sum(member => member.Layers.Sum(layer => layer.ParameterCount));

    /// <summary>
    /// What logits are divided by before they become probabilities, so that a confidence of 90 % is right in 90 % of the cases
    /// (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017). 1 unless it was fitted.
    /// </summary>
    public float Temperature { get; }

    /// <summary>
    /// The lowest score (<c>ModelOutput.DigitScore</c>) that counts as a digit. 99.5 % of real digits that took no part in
    /// training reach it. −∞ unless it was fitted, so that everything counts as a digit.
    /// </summary>
    public float DigitThreshold { get; }

    internal IReadOnlyList<TrainedMember> Members => _members;

    internal Shape Input => _members[0].Input;

    internal int Classes => _members[0].Classes;

    /// <summary>The network for registers of a given width, which tests compare.</summary>
    internal static TrainedNetwork Compile<TSimd>(IReadOnlyList<TrainedLayer> layers)
        where TSimd : unmanaged, ISimd<TSimd> =>
        new([TrainedMember.Compile<TSimd>(layers)]);

    /// <summary>One network that averages the logits of several.</summary>
    internal static TrainedNetwork Combine(IEnumerable<TrainedNetwork> networks) =>
        new(networks.SelectMany(network => network._members));

    /// <summary>The network with its weights rounded to half precision, which take half as much of a model file.</summary>
    internal TrainedNetwork WithHalfWeights() => new(
        _members.Select(member => new TrainedMember([.. member.Layers.Select(layer => layer.WithHalfWeights())])),
        Temperature,
        DigitThreshold);

    /// <summary>The network with another temperature and threshold.</summary>
    internal TrainedNetwork With(float temperature, float digitThreshold) => new(_members, temperature, digitThreshold);

    /// <summary>How much an image looks like a digit at all: log Σ exp(logits).</summary>
    internal static float DigitScore(ReadOnlySpan<float> logits) => (float)SoftmaxCrossEntropy.LogSum(logits);

    /// <summary>Memory for predicting up to this many images at once.</summary>
    internal InferenceWorkspace CreateWorkspace(int images)
    {
        int group = Math.Clamp(images, 1, LargestGroup);
        return new(Array.ConvertAll(_members, member => member.CreateWorkspace(group)), Input.Size, group);
    }

    /// <summary>Computes the probabilities of consecutive images of a source.</summary>
    /// <param name="source">Gives the pixels; its labels are not used.</param>
    /// <param name="first">The first image's position.</param>
    /// <param name="probabilities">Receives images × <see cref="Classes"/> values; its length tells how many images.</param>
    /// <param name="workspace">Memory of the calling thread.</param>
    /// <param name="digitScores">Receives <see cref="DigitScore"/> of each image; may be empty.</param>
    internal void Predict(
        IBatchSource source, int first, Span<float> probabilities, InferenceWorkspace workspace, Span<float> digitScores = default)
    {
        ComputeLogits(source, first, probabilities, workspace);
        ToScores(probabilities, digitScores);
    }

    /// <summary>Computes the probabilities of the one image in the workspace's input.</summary>
    /// <param name="workspace">Memory of the calling thread.</param>
    /// <param name="probabilities">Receives one value per class.</param>
    /// <returns>The image's <see cref="DigitScore"/>.</returns>
    internal float PredictOne(InferenceWorkspace workspace, Span<float> probabilities)
    {
        RunImage(0, workspace);
        RunVectors(1, workspace, probabilities);
        float digitScore = 0;
        ToScores(probabilities, new(ref digitScore));
        return digitScore;
    }

    /// <summary>Computes the logits of consecutive images of a source, before they are divided by the temperature.</summary>
    /// <param name="source">Gives the pixels; its labels are not used.</param>
    /// <param name="first">The first image's position.</param>
    /// <param name="logits">Receives images × <see cref="Classes"/> values; its length tells how many images.</param>
    /// <param name="workspace">Memory of the calling thread.</param>
    internal void ComputeLogits(IBatchSource source, int first, Span<float> logits, InferenceWorkspace workspace)
    {
        int count = logits.Length / Classes;
        for (int done = 0; done < count; done += workspace.Group)
        {
            int group = Math.Min(workspace.Group, count - done);
            for (int i = 0; i < group; i++)
            {
                source.Load(first + done + i, workspace.InputPixels.Span);
                RunImage(i, workspace);
            }

            RunVectors(group, workspace, logits.Slice(done * Classes, group * Classes));
        }
    }

    private void RunImage(int place, InferenceWorkspace workspace)
    {
        for (int i = 0; i < _members.Length; i++)
        {
            _members[i].RunImage(workspace.InputPixels, place, workspace.Members[i]);
        }
    }

    /// <summary>The mean of the members' logits.</summary>
    private void RunVectors(int images, InferenceWorkspace workspace, Span<float> logits)
    {
        _members[0].RunVectors(images, workspace.Members[0]).CopyTo(logits);
        if (_members.Length == 1)
        {
            return;
        }

        for (int i = 1; i < _members.Length; i++)
        {
            ReadOnlySpan<float> more = _members[i].RunVectors(images, workspace.Members[i]);
            for (int j = 0; j < logits.Length; j++)
            {
                logits[j] += more[j];
            }
        }

        foreach (ref float logit in logits)
        {
            logit /= _members.Length;
        }
    }

    private void ToScores(Span<float> logits, Span<float> digitScores)
    {
        for (int i = 0; i < logits.Length / Classes; i++)
        {
            Span<float> row = logits.Slice(i * Classes, Classes);
            if (!digitScores.IsEmpty)
            {
                digitScores[i] = DigitScore(row);
            }

            if (Temperature != 1)
            {
                foreach (ref float logit in row)
                {
                    logit /= Temperature;
                }
            }

            SoftmaxCrossEntropy.Softmax(row, row);
        }
    }
}

/// <summary>The memory in which one thread predicts. It belongs to the caller; the network itself is never written to.</summary>
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
