using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// A trained network, or several whose logits are averaged: immutable, shared by any number of threads. Get one from
/// training or from a model file; predict with it through the prediction engine.
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

    /// <param name="members">At least one, all from the same shape to the same number of classes.</param>
    /// <param name="temperature">What logits are divided by before they become probabilities; finite and above 0.</param>
    /// <param name="digitThreshold">The lowest score of what is taken for a digit.</param>
    internal TrainedNetwork(
        IEnumerable<TrainedMember> members, float temperature = 1, float digitThreshold = float.NegativeInfinity)
    {
        _members = [.. members];
        Temperature = temperature;
        DigitThreshold = digitThreshold;
    }

    /// <summary>How many numbers the network consists of, batch normalisation folded in.</summary>
    public long ParameterCount => _members.Sum(member => member.Layers.Sum(layer => layer.ParameterCount));

    /// <summary>
    /// What logits are divided by before they become probabilities, so that these are as often right as they say (Guo et
    /// al., "On Calibration of Modern Neural Networks", ICML 2017). 1 unless it was fitted.
    /// </summary>
    public float Temperature { get; }

    /// <summary>
    /// What is taken for a digit has at least this score (<c>ModelOutput.DigitScore</c>): 99.5 % of real digits that had no
    /// part in training. −∞, so that everything is taken for one, unless it was fitted.
    /// </summary>
    public float DigitThreshold { get; }

    internal IReadOnlyList<TrainedMember> Members => _members;

    internal Shape Input => _members[0].Input;

    internal int Classes => _members[0].Classes;

    /// <summary>The same network for registers of a given width, which the tests compare.</summary>
    internal static TrainedNetwork Compile<TSimd>(IReadOnlyList<TrainedLayer> layers)
        where TSimd : unmanaged, ISimd<TSimd> =>
        new([TrainedMember.Compile<TSimd>(layers)]);

    /// <summary>One network that averages the logits of several.</summary>
    internal static TrainedNetwork Combine(IEnumerable<TrainedNetwork> networks) =>
        new(networks.SelectMany(network => network._members));

    /// <summary>The same network with its weights rounded to half precision, of which a model file takes half the space.</summary>
    internal TrainedNetwork WithHalfWeights() => new(
        _members.Select(member => new TrainedMember([.. member.Layers.Select(layer => layer.WithHalfWeights())])),
        Temperature,
        DigitThreshold);

    /// <summary>The same network, calibrated.</summary>
    internal TrainedNetwork With(float temperature, float digitThreshold) => new(_members, temperature, digitThreshold);

    /// <summary>How much the logits of an image speak for any digit: log Σ exp(logits).</summary>
    internal static float DigitScore(ReadOnlySpan<float> logits) => (float)SoftmaxCrossEntropy.LogSum(logits);

    /// <summary>Memory to predict up to so many images at once in.</summary>
    internal InferenceWorkspace CreateWorkspace(int images)
    {
        int group = Math.Clamp(images, 1, LargestGroup);
        return new(Array.ConvertAll(_members, member => member.CreateWorkspace(group)), Input.Size, group);
    }

    /// <summary>The probabilities of images first … first + count − 1 of a source.</summary>
    /// <param name="source">Gives the pixels; its labels are not used.</param>
    /// <param name="first">The first image's position.</param>
    /// <param name="probabilities">Receives one row of <see cref="Classes"/> for each image; its length says how many.</param>
    /// <param name="workspace">Memory of the calling thread.</param>
    /// <param name="digitScores">Receives for each image how much speaks for any digit: log Σ exp(logits). May be empty.</param>
    internal void Predict(
        IBatchSource source, int first, Span<float> probabilities, InferenceWorkspace workspace, Span<float> digitScores = default)
    {
        ComputeLogits(source, first, probabilities, workspace);
        ToScores(probabilities, digitScores);
    }

    /// <summary>The probabilities of the one image in the workspace's input.</summary>
    /// <param name="workspace">Memory of the calling thread.</param>
    /// <param name="probabilities">Receives one for each class.</param>
    /// <returns>How much speaks for any digit: log Σ exp(logits).</returns>
    internal float PredictOne(InferenceWorkspace workspace, Span<float> probabilities)
    {
        RunImage(0, workspace);
        RunVectors(1, workspace, probabilities);
        float digitScore = 0;
        ToScores(probabilities, new(ref digitScore));
        return digitScore;
    }

    /// <summary>The logits of images first … first + count − 1 of a source, before the temperature.</summary>
    /// <param name="source">Gives the pixels; its labels are not used.</param>
    /// <param name="first">The first image's position.</param>
    /// <param name="logits">Receives one row of <see cref="Classes"/> for each image; its length says how many.</param>
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
