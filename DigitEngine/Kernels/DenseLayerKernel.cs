namespace DigitEngine.Kernels;

/// <summary>
/// The three matrix products of a dense layer over a whole batch. Each is cut into items that write disjoint parts of the
/// result, so any number of threads gives the same bits. Weights are stored as inputs × outputs.
/// </summary>
internal static unsafe class DenseLayerKernel
{
    /// <summary>Rows of B packed at a time: a panel of them stays in the first-level cache while all rows of A pass.</summary>
    private const int DepthBlock = 256;

    /// <summary>Inputs in one item of the weight gradient.</summary>
    private const int WeightRows = 56;

    /// <summary>Panels in one item of the forward product if there are many outputs, to read longer runs of each row.</summary>
    private const int WidePanels = 4;

    /// <summary>Floats of scratch memory that an item needs.</summary>
    public static int ScratchSize(int batch) => Math.Max(DepthBlock * WidePanels, batch) * 2 * Simd512.Count;

    public static int ForwardItems<TSimd>(int outputs)
        where TSimd : unmanaged, ISimd<TSimd> =>
        (outputs + ForwardColumns<TSimd>(outputs) - 1) / ForwardColumns<TSimd>(outputs);

    public static int InputGradientItems<TSimd>(int inputs)
        where TSimd : unmanaged, ISimd<TSimd> =>
        (inputs + TileShapes<TSimd>.PanelWidth - 1) / TileShapes<TSimd>.PanelWidth;

    public static int WeightGradientItems(int inputs) => (inputs + WeightRows - 1) / WeightRows;

    /// <summary>
    /// Some columns of output = input · weights + bias, or of the maximum of that and 0 with <paramref name="relu"/>.
    /// </summary>
    public static void Forward<TSimd>(
        int item, int batch, int inputs, int outputs, float* input, float* weights, float* bias, bool relu, float* output, float* scratch)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int first = item * ForwardColumns<TSimd>(outputs);
        int end = Math.Min(first + ForwardColumns<TSimd>(outputs), outputs);
        for (int depth = 0; depth < inputs; depth += DepthBlock)
        {
            int block = Math.Min(DepthBlock, inputs - depth);
            PackedMatrix.Pack<TSimd>(weights + ((nint)depth * outputs) + first, outputs, block, end - first, scratch);
            for (int column = first; column < end; column += TileShapes<TSimd>.PanelWidth)
            {
                int width = Math.Min(end - column, TileShapes<TSimd>.PanelWidth);
                Tile tile = new()
                {
                    RowA = inputs,
                    StepA = 1,
                    B = scratch + ((nint)(column - first) * block),
                    StepB = TileShapes<TSimd>.WidthOf(width),
                    RowC = outputs,
                    RowStart = depth == 0 ? 0 : outputs,
                    Outer = 1,
                    Inner = block,
                    Relu = relu && depth + block == inputs,
                };
                Rows<TSimd>(ref tile, batch, width, input + depth, output + column, depth == 0 ? bias + column : null);
            }
        }
    }

    /// <summary>
    /// All of output = input · weights + bias, or of the maximum of that and 0 with <paramref name="relu"/>. The weights are a
    /// <see cref="PackedMatrix"/>; the bias may be null.
    /// </summary>
    public static void ForwardPacked<TSimd>(
        int batch, int inputs, int outputs, float* input, float* panels, float* bias, bool relu, float* output)
        where TSimd : unmanaged, ISimd<TSimd> =>
        ForwardPacked<TSimd>(batch, inputs, outputs, 0, outputs, input, panels, bias, relu, output);

    /// <summary>
    /// The columns from <paramref name="first"/> up to, but not including, <paramref name="end"/> of the same.
    /// <paramref name="first"/> is a multiple of a panel's width.
    /// </summary>
    public static void ForwardPacked<TSimd>(
        int batch, int inputs, int outputs, int first, int end, float* input, float* panels, float* bias, bool relu, float* output)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (int column = first; column < end; column += TileShapes<TSimd>.PanelWidth)
        {
            int width = Math.Min(outputs - column, TileShapes<TSimd>.PanelWidth);
            Tile tile = new()
            {
                RowA = inputs,
                StepA = 1,
                B = panels + ((nint)column * inputs),
                StepB = TileShapes<TSimd>.WidthOf(width),
                RowC = outputs,
                Outer = 1,
                Inner = inputs,
                Relu = relu,
            };
            Rows<TSimd>(ref tile, batch, width, input, output + column, bias is null ? null : bias + column, accumulate: false);
        }
    }

    /// <summary>One panel of inputGradient = outputGradient · weightsᵀ.</summary>
    public static void InputGradient<TSimd>(
        int item, int batch, int inputs, int outputs, float* outputGradient, float* weights, float* inputGradient, float* scratch)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int column = item * TileShapes<TSimd>.PanelWidth;
        int width = Math.Min(inputs - column, TileShapes<TSimd>.PanelWidth);
        for (int depth = 0; depth < outputs; depth += DepthBlock)
        {
            int block = Math.Min(DepthBlock, outputs - depth);
            PackedMatrix.PackTransposed<TSimd>(weights + ((nint)column * outputs) + depth, outputs, block, width, scratch);
            Tile tile = new()
            {
                RowA = outputs,
                StepA = 1,
                B = scratch,
                StepB = TileShapes<TSimd>.WidthOf(width),
                RowC = inputs,
                RowStart = inputs,
                Outer = 1,
                Inner = block,
            };
            Rows<TSimd>(ref tile, batch, width, outputGradient + depth, inputGradient + column, null, depth > 0);
        }
    }

    /// <summary>Some rows of weightGradient = inputᵀ · outputGradient.</summary>
    public static void WeightGradient<TSimd>(
        int item, int batch, int inputs, int outputs, float* input, float* outputGradient, float* weightGradient, float* scratch)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int firstRow = item * WeightRows;
        int endRow = Math.Min(firstRow + WeightRows, inputs);
        for (int column = 0; column < outputs; column += TileShapes<TSimd>.PanelWidth)
        {
            int width = Math.Min(outputs - column, TileShapes<TSimd>.PanelWidth);
            PackedMatrix.Pack<TSimd>(outputGradient + column, outputs, batch, width, scratch);
            Tile tile = new()
            {
                RowA = 1,
                StepA = inputs,
                B = scratch,
                StepB = TileShapes<TSimd>.WidthOf(width),
                RowC = outputs,
                Outer = 1,
                Inner = batch,
            };
            for (int row = firstRow; row < endRow;)
            {
                int rows = TileShapes<TSimd>.NextRows(endRow - row);
                tile.A = input + row;
                tile.C = weightGradient + ((nint)row * outputs) + column;
                TileShapes<TSimd>.Run(rows, width, ref tile);
                row += rows;
            }
        }
    }

    /// <summary>biasGradient[j] = Σ outputGradient[i, j] over the images i of the batch, in order.</summary>
    public static void BiasGradient<TSimd>(int batch, int outputs, float* outputGradient, float* biasGradient)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        new Span<float>(biasGradient, outputs).Clear();
        for (int row = 0; row < batch; row++)
        {
            Elementwise.Add<TSimd>(outputGradient + ((nint)row * outputs), biasGradient, outputs);
        }
    }

    /// <summary>Columns in one item of the forward product: those of a single panel if there are few, to keep all threads busy.</summary>
    private static int ForwardColumns<TSimd>(int outputs)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int panel = TileShapes<TSimd>.PanelWidth;
        return outputs >= 8 * WidePanels * panel ? WidePanels * panel : panel;
    }

    private static void Rows<TSimd>(
        ref Tile tile, int batch, int width, float* a, float* c, float* bias, bool accumulate = true)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (int row = 0; row < batch;)
        {
            int rows = TileShapes<TSimd>.NextRows(batch - row);
            tile.A = a + (row * tile.RowA);
            tile.C = c + (row * tile.RowC);
            tile.Start = bias is not null ? bias : accumulate ? tile.C : null;
            TileShapes<TSimd>.Run(rows, width, ref tile);
            row += rows;
        }
    }
}
