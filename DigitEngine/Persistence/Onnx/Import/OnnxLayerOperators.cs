using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>The operators that become layers: convolution, pooling, multiplication by a matrix.</summary>
internal sealed class OnnxLayerOperators(OnnxConstants constants)
{
    private const int LargestSide = 64;
    private const int MostChannels = 65536;

    /// <summary>The most numbers of one image between two layers.</summary>
    private const int MostValues = 1 << 20;

    private OnnxBudget Budget => constants.Budget;

    public OnnxValueChain Convolve(OnnxNodeReader node, OnnxValueChain chain)
    {
        int[] zeros = chain.Zeros ?? [0, 0, 0, 0];
        (chain, Shape image, int[]? order) = AsImage(node, chain);
        int outputs = node.SizeOf(input: 1, axis: 0, rank: 4, MostChannels);
        int[] kernel = [node.SizeOf(1, 2, 4, LargestSide), node.SizeOf(1, 3, 4, LargestSide)];
        int[] given = node.Ints("kernel_shape", 2, 1, LargestSide, 0);
        node.Require(given[0] == 0 || given.SequenceEqual(kernel), "has a kernel_shape other than that of its weights");
        int[] dilations = node.Ints("dilations", 2, 1, LargestSide, 1);
        int groups = (int)Math.Clamp(node.Int("group", 1), 0, MostChannels);
        node.Require(
            groups >= 1 && image.Channels % groups == 0 && outputs % groups == 0,
            $"has group {groups}, expected a divisor of its numbers of channels, {image.Channels} and {outputs}");
        int[] spread = [((kernel[0] - 1) * dilations[0]) + 1, ((kernel[1] - 1) * dilations[1]) + 1];
        ConvolutionGeometry sizes = Geometry(node, image, outputs, spread, zeros);
        long count = (long)outputs * (image.Channels / groups) * kernel[0] * kernel[1];
        Budget.TakeWeights(node, Math.Max(count, (long)sizes.Depth * outputs) + outputs);
        float[] weights = node.Weights(1, outputs, image.Channels / groups, kernel[0], kernel[1]);
        if (groups > 1 || dilations[0] > 1 || dilations[1] > 1)
        {
            weights = WrittenOut(weights, sizes, groups, kernel, dilations);
        }

        float[] biases = node.Has(2) ? node.Weights(2, outputs) : new float[outputs];
        node.End(2, 3);
        return After(node, chain, new TrainedConvolution(sizes, OnnxLayout.ConvolutionFromOnnx(weights, sizes, order), biases, Relu: false));
    }

    public OnnxValueChain Pool(OnnxNodeReader node, OnnxValueChain chain)
    {
        (chain, Shape image, int[]? order) = AsImage(node, chain);
        node.Require(order is null, "takes an image whose channels were reordered");
        int[] window = node.Ints("kernel_shape", 2, 1, 1024, 0);
        node.Require(
            window[0] >= 1 && window[0] <= image.Height && window[1] <= image.Width, $"has a window that does not fit into its input of {image}");
        node.Ints("dilations", 2, 1, 1, 1);
        node.Require(node.Int("storage_order", 0) == 0, "has storage_order 1, which is not supported");
        bool ceils = node.Int("ceil_mode", 0) != 0;
        bool counts = node.Int("count_include_pad", 0) != 0;
        int[] strides = node.Ints("strides", 2, 1, 1024, 1);
        (int top, int left, int bottom, int right) = Pads(node, image, window, strides, 1023);
        node.End(inputs: 1);
        PoolGeometry sizes = new()
        {
            InputHeight = image.Height,
            InputWidth = image.Width,
            Channels = image.Channels,
            WindowHeight = window[0],
            WindowWidth = window[1],
            StrideY = strides[0],
            StrideX = strides[1],
        };
        node.Require(
            (top, left, bottom, right) == (0, 0, 0, 0),
            $"has pads [{top}, {left}, {bottom}, {right}], but windows over an image's edge are not supported");
        bool leaves = (image.Height - window[0]) % strides[0] != 0 || (image.Width - window[1]) % strides[1] != 0;
        node.Require(!ceils || !leaves, "has ceil_mode 1, but windows over an image's edge are not supported");
        return node.Operator == "MaxPool" ? After(node, chain, new TrainedMaxPool(sizes)) : Average(node, chain, image, sizes);
    }

    public OnnxValueChain PoolAll(OnnxNodeReader node, OnnxValueChain chain)
    {
        (chain, Shape image, int[]? order) = AsImage(node, chain);
        node.Require(order is null, "takes an image whose channels were reordered");
        node.End(inputs: 1);
        return Average(node, chain, image, new()
        {
            InputHeight = image.Height,
            InputWidth = image.Width,
            Channels = image.Channels,
            WindowHeight = image.Height,
            WindowWidth = image.Width,
            StrideY = 1,
            StrideX = 1,
        });
    }

    /// <summary>Gemm or MatMul.</summary>
    public OnnxValueChain Multiply(OnnxNodeReader node, OnnxValueChain chain)
    {
        chain = OnnxAffineOperators.Flush(node, chain);
        node.Require(
            chain.IsVector, $"takes {chain.Sides.Length + 1} axes, expected [images, values]: put a Flatten or Reshape before it");
        float alpha = 1, beta = 1;
        bool transposed = false;
        if (node.Operator == "Gemm")
        {
            alpha = node.Single("alpha", 1);
            beta = node.Single("beta", 1);
            node.ExpectInt("transA", 0);
            transposed = node.Int("transB", 0) != 0;
        }

        int inputs = chain.Shape.Size, units = node.SizeOf(input: 1, axis: transposed ? 0 : 1, rank: 2, MostChannels);
        Budget.TakeWeights(node, ((long)inputs * units) + units);
        float[] weights = transposed
            ? OnnxLayout.Transposed(node.Weights(1, units, inputs), units, inputs)
            : node.Weights(1, inputs, units);
        float[] biases = node.Operator == "Gemm" && node.Has(2) ? Biases(node, units) : new float[units];
        node.End(2, node.Operator == "Gemm" ? 3 : 2);
        weights = OnnxLayout.RowsFromOnnx(Times(node, weights, alpha), units, chain.Order);
        TrainedDense layer = new(new(1, 1, inputs), units, weights, Times(node, biases, beta), Relu: false);
        return chain.After(layer, [units], null);
    }

    /// <summary>The biases of <c>Gemm</c>: one for each output, or one for all.</summary>
    private static float[] Biases(OnnxNodeReader node, int units)
    {
        OnnxTensor tensor = node.Constant(2, OnnxDataType.Float);
        int[] sides = node.SidesOf(tensor);
        node.Require(
            sides is [] or [1] or [1, 1] || (sides is [int length] && length == units) || (sides is [1, int width] && width == units),
            $"has biases of {OnnxNodeReader.Show(tensor.Dimensions)}, expected [{units}]");
        float[] values = node.Numbers(tensor);
        if (values.Length == units)
        {
            return values;
        }

        float[] same = new float[units];
        Array.Fill(same, values[0]);
        return same;
    }

    private static float[] Times(OnnxNodeReader node, float[] values, float factor)
    {
        if (factor == 1)
        {
            return values;
        }

        float[] products = Array.ConvertAll(values, value => value * factor);
        node.Require(Array.TrueForAll(products, float.IsFinite), "has a factor that makes its weights infinite");
        return products;
    }

    /// <summary>The means of windows, as a convolution of each channel separately.</summary>
    private OnnxValueChain Average(OnnxNodeReader node, OnnxValueChain chain, Shape image, PoolGeometry pool)
    {
        ConvolutionGeometry sizes = new()
        {
            InputHeight = image.Height,
            InputWidth = image.Width,
            InputChannels = image.Channels,
            OutputChannels = image.Channels,
            KernelHeight = pool.WindowHeight,
            KernelWidth = pool.WindowWidth,
            StrideY = pool.StrideY,
            StrideX = pool.StrideX,
        };
        node.Require(
            Math.Max(pool.WindowHeight, pool.WindowWidth) <= LargestSide, $"has a window larger than {LargestSide}x{LargestSide}");
        Budget.TakeWeights(node, (long)sizes.Depth * image.Channels);
        float[] weights = new float[sizes.Depth * image.Channels];
        int pixels = pool.WindowHeight * pool.WindowWidth;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            for (int c = 0; c < image.Channels; c++)
            {
                weights[(((pixel * image.Channels) + c) * image.Channels) + c] = 1f / pixels;
            }
        }

        return After(node, chain, new TrainedConvolution(sizes, weights, new float[image.Channels], Relu: false));
    }

    /// <summary>The value after a layer whose output is an image, which has its channels first in the graph.</summary>
    private OnnxValueChain After(OnnxNodeReader node, OnnxValueChain chain, TrainedLayer layer)
    {
        Shape shape = layer.Output;
        node.Require(
            (long)shape.Height * shape.Width <= MostValues && (long)shape.Height * shape.Width * shape.Channels <= MostValues,
            "gives more values than are supported");
        Budget.TakePlaces(node, shape.Size);
        return chain.After(layer, [shape.Channels, shape.Height, shape.Width], OnnxLayout.Flattened(shape));
    }

    /// <summary>A value as an image, with its shape in our layers, and the order of its channels if it was a vector.</summary>
    private static (OnnxValueChain Chain, Shape Image, int[]? Order) AsImage(OnnxNodeReader node, OnnxValueChain chain)
    {
        chain = OnnxAffineOperators.Flush(node, chain);
        node.Require(chain.Sides.Length == 3, $"takes {chain.Sides.Length + 1} axes, expected [images, channels, height, width]");
        Shape image = new(chain.Sides[1], chain.Sides[2], chain.Sides[0]);
        if (image.Height * image.Width == 1)
        {
            return (chain, image, chain.Order);
        }

        int[]? channelsFirst = OnnxLayout.Flattened(image);
        bool isAsItWas = chain.Shape == image && (chain.Order ?? []).AsSpan().SequenceEqual(channelsFirst ?? []);
        node.Require(isAsItWas, $"takes [N, {image.Channels}, {image.Height}, {image.Width}] made from numbers in another order, which is not supported");
        return (chain, image, null);
    }

    private static ConvolutionGeometry Geometry(OnnxNodeReader node, Shape image, int outputs, int[] kernel, int[] zeros)
    {
        node.Require(kernel[0] <= LargestSide && kernel[1] <= LargestSide, $"has a kernel that spans more than {LargestSide}x{LargestSide}");
        int[] strides = node.Ints("strides", 2, 1, LargestSide, 1);
        Shape padded = image with { Height = image.Height + zeros[0] + zeros[2], Width = image.Width + zeros[1] + zeros[3] };
        (int top, int left, int bottom, int right) = Pads(node, padded, kernel, strides, LargestSide - 1);
        (top, left, bottom, right) = (top + zeros[0], left + zeros[1], bottom + zeros[2], right + zeros[3]);
        ConvolutionGeometry sizes = new()
        {
            InputHeight = image.Height,
            InputWidth = image.Width,
            InputChannels = image.Channels,
            OutputChannels = outputs,
            KernelHeight = kernel[0],
            KernelWidth = kernel[1],
            StrideY = strides[0],
            StrideX = strides[1],
            PadTop = top,
            PadLeft = left,
            PadBottom = bottom,
            PadRight = right,
        };
        node.Require(
            Math.Max(top, bottom) < kernel[0] && Math.Max(left, right) < kernel[1], "has a padding that is not smaller than its kernel");
        node.Require(
            sizes.PaddedHeight >= kernel[0] && sizes.PaddedWidth >= kernel[1], $"has a kernel larger than its input of {image}");
        node.Require(
            (long)sizes.PaddedHeight * sizes.PaddedWidth <= MostValues && (long)sizes.PaddedHeight * sizes.PaddedWidth * image.Channels <= MostValues,
            "takes more values than are supported");
        return sizes;
    }

    /// <summary>The zeros around an image: as given, or as many as keep the size of the image.</summary>
    private static (int Top, int Left, int Bottom, int Right) Pads(
        OnnxNodeReader node, Shape image, int[] window, int[] strides, int most)
    {
        int[] pads = node.Ints("pads", 4, 0, most, 0);
        string auto = node.Text("auto_pad", "NOTSET");
        (int Before, int After) y = Padding.Same.Along(image.Height, window[0], strides[0], 0);
        (int Before, int After) x = Padding.Same.Along(image.Width, window[1], strides[1], 0);
        return auto switch
        {
            "NOTSET" or "" => (pads[0], pads[1], pads[2], pads[3]),
            "VALID" => (0, 0, 0, 0),
            "SAME_UPPER" => (y.Before, x.Before, y.After, x.After),
            "SAME_LOWER" => (y.After, x.After, y.Before, x.Before),
            _ => throw node.Error($"has auto_pad {MessageText.Quote(auto)}, expected NOTSET, VALID, SAME_UPPER or SAME_LOWER"),
        };
    }

    /// <summary>The weights of a plain convolution that equals a grouped or dilated one: with zeros in the gaps.</summary>
    private static float[] WrittenOut(float[] weights, ConvolutionGeometry sizes, int groups, int[] kernel, int[] dilations)
    {
        float[] full = new float[sizes.Depth * sizes.OutputChannels];
        int pixels = kernel[0] * kernel[1], inputs = sizes.InputChannels / groups, outputs = sizes.OutputChannels / groups;
        for (int i = 0; i < weights.Length; i++)
        {
            (int rest, int pixel) = Math.DivRem(i, pixels);
            (int output, int input) = Math.DivRem(rest, inputs);
            int row = pixel / kernel[1] * dilations[0], column = pixel % kernel[1] * dilations[1];
            int channel = (output / outputs * inputs) + input;
            int place = (((output * sizes.InputChannels) + channel) * sizes.KernelHeight) + row;
            full[(place * sizes.KernelWidth) + column] = weights[i];
        }

        return full;
    }
}
