using DigitEngine.Kernels;
using DigitEngine.Network;

namespace MlNetDigits.Tests.References;

/// <summary>
/// A network's forward pass in <c>double</c>, layer by layer as a textbook has it. Dropout does nothing here. Gradients
/// are had from it by central differences, so that no derivative is written down twice.
/// </summary>
internal sealed class NetworkReference
{
    private const double Epsilon = 1e-5;

    private readonly NetworkDefinition _definition;

    /// <summary>With copies of a network's numbers.</summary>
    public NetworkReference(TrainableNetwork network)
    {
        _definition = network.Definition;
        Parameters = [.. network.Parameters.Parameters.Select(p => p.Span.ToArray().Select(value => (double)value).ToArray())];
        Statistics = [.. network.Parameters.Statistics.Select(p => p.Span.ToArray().Select(value => (double)value).ToArray())];
    }

    /// <summary>In the order of the network's store.</summary>
    public double[][] Parameters { get; }

    /// <summary>Running means and variances, as they were before the step.</summary>
    public double[][] Statistics { get; }

    /// <summary>The statistics after the last training pass.</summary>
    public List<double[]> NewStatistics { get; } = [];

    /// <summary>The most terms that one value of the network is a sum of, from the pixels and back again.</summary>
    public int LongestSum(int batch)
    {
        int terms = 0;
        for (int i = 0; i < _definition.Layers.Count; i++)
        {
            Shape input = _definition.InputOf(i);
            Shape output = _definition.OutputOf(i);
            terms += _definition.Layers[i] switch
            {
                ConvolutionDefinition c =>
                    (c.KernelHeight * c.KernelWidth * (input.Channels + output.Channels)) + (batch * output.Height * output.Width),
                DenseDefinition => input.Size + output.Size + batch,
                BatchNormDefinition => 4 * batch * input.Height * input.Width,
                _ => 1,
            };
        }

        return terms;
    }

    public double MeanLoss(float[][] images, int[] labels, double smoothing) =>
        Logits(images, training: true).Select((row, i) => SoftmaxReference.Loss(row, labels[i], smoothing)).Average();

    /// <summary>The logits of each image; while training, batch normalisation takes the batch's own statistics.</summary>
    public double[][] Logits(float[][] images, bool training)
    {
        double[][] values = [.. images.Select(image => image.Select(pixel => (double)pixel).ToArray())];
        NewStatistics.Clear();
        int parameter = 0, statistic = 0;
        for (int i = 0; i < _definition.Layers.Count; i++)
        {
            Shape input = _definition.InputOf(i);
            switch (_definition.Layers[i])
            {
                case ConvolutionDefinition c:
                    (double[] w, double[] b) = (Parameters[parameter++], Parameters[parameter++]);
                    ConvolutionGeometry geometry = c.Geometry(input);
                    values = [.. values.Select(image => Rectify(Convolve(geometry, image, w, b), c.Relu))];
                    break;
                case DenseDefinition d:
                    (w, b) = (Parameters[parameter++], Parameters[parameter++]);
                    values = [.. values.Select(image => Rectify(Multiply(image, w, b), d.Relu))];
                    break;
                case BatchNormDefinition n:
                    (double[] scale, double[] offset) = (Parameters[parameter++], Parameters[parameter++]);
                    (double[] mean, double[] variance) = (Statistics[statistic++], Statistics[statistic++]);
                    if (training)
                    {
                        (mean, variance) = Measure(values, mean, variance);
                    }

                    values = [.. values.Select(image => Rectify(Normalize(image, scale, offset, mean, variance), n.Relu))];
                    break;
                case MaxPoolDefinition p:
                    PoolGeometry pool = p.Geometry(input);
                    values = [.. values.Select(image => MaxPoolReference.Winners<double>(pool, image).Select(x => image[x]).ToArray())];
                    break;
                case ReluDefinition:
                    values = [.. values.Select(image => Rectify(image, true))];
                    break;
                case FlattenDefinition or DropoutDefinition:
                    break;
                default:
                    throw new NotSupportedException(_definition.Layers[i].ToString());
            }
        }

        return values;
    }

    private static double[] Rectify(double[] values, bool relu) => relu ? [.. values.Select(x => Math.Max(0, x))] : values;

    private static double[] Convolve(ConvolutionGeometry geometry, double[] image, double[] weights, double[] biases)
    {
        double[] output = [.. Enumerable.Range(0, geometry.OutputSize).Select(i => biases[i % biases.Length])];
        foreach ((int input, int weight, int result) in ConvolutionReference.Products(geometry))
        {
            output[result] += image[input] * weights[weight];
        }

        return output;
    }

    private static double[] Multiply(double[] input, double[] weights, double[] biases)
    {
        double[] output = [.. biases];
        for (int i = 0; i < weights.Length; i++)
        {
            output[i % output.Length] += input[i / output.Length] * weights[i];
        }

        return output;
    }

    private static double[] Normalize(double[] image, double[] scale, double[] offset, double[] mean, double[] variance) =>
    [
        .. image.Select((x, i) =>
        {
            int c = i % scale.Length;
            return ((x - mean[c]) / Math.Sqrt(variance[c] + Epsilon) * scale[c]) + offset[c];
        }),
    ];

    private (double[] Mean, double[] Variance) Measure(double[][] images, double[] runningMean, double[] runningVariance)
    {
        int channels = runningMean.Length;
        double[] mean = new double[channels];
        double[] variance = new double[channels];
        double[] newMean = new double[channels];
        double[] newVariance = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            double[] values = [.. images.SelectMany(image => image.Where((_, i) => i % channels == c))];
            mean[c] = values.Average();
            variance[c] = values.Average(x => (x - mean[c]) * (x - mean[c]));
            double unbiased = variance[c] * values.Length / (values.Length - 1);
            newMean[c] = (0.9 * runningMean[c]) + (0.1 * mean[c]);
            newVariance[c] = (0.9 * runningVariance[c]) + (0.1 * unbiased);
        }

        NewStatistics.AddRange([newMean, newVariance]);
        return (mean, variance);
    }
}
