namespace DigitModel.Kernels;

/// <summary>
/// The three products of a dense layer over a whole batch, each cut into items that write disjoint parts of the result,
/// so that any number of workers gives the same bits. Weights lie as inputs × outputs.
/// </summary>
internal static unsafe class DenseLayerKernel
{
    /// <summary>Rows of B packed at a time: a panel of them stays in the first-level cache while every row of A passes.</summary>
    private const int DepthBlock = 256;

    /// <summary>Input features in one item of the weight gradient.</summary>
    private const int WeightRows = 56;

    /// <summary>Floats of scratch that an item needs.</summary>
    public static int ScratchSize(int batch) => Math.Max(DepthBlock, batch) * 2 * Lanes16.Count;

    public static int ForwardItems<TLanes>(int outputs)
        where TLanes : unmanaged, ILanes<TLanes> =>
        (outputs + TileShapes<TLanes>.PanelWidth - 1) / TileShapes<TLanes>.PanelWidth;

    public static int InputGradientItems<TLanes>(int inputs)
        where TLanes : unmanaged, ILanes<TLanes> =>
        ForwardItems<TLanes>(inputs);

    public static int WeightGradientItems(int inputs) => (inputs + WeightRows - 1) / WeightRows;

    /// <summary>One panel of output = input · weights + bias, rectified if asked.</summary>
    public static void Forward<TLanes>(
        int item, int batch, int inputs, int outputs, float* input, float* weights, float* bias, bool relu, float* output, float* scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int column = item * TileShapes<TLanes>.PanelWidth;
        int width = Math.Min(outputs - column, TileShapes<TLanes>.PanelWidth);
        for (int depth = 0; depth < inputs; depth += DepthBlock)
        {
            int block = Math.Min(DepthBlock, inputs - depth);
            Panels.Pack<TLanes>(weights + ((nint)depth * outputs) + column, outputs, block, width, scratch);
            Tile tile = new()
            {
                RowA = inputs,
                StepA = 1,
                B = scratch,
                StepB = TileShapes<TLanes>.WidthOf(width),
                RowC = outputs,
                RowStart = depth == 0 ? 0 : outputs,
                Outer = 1,
                Inner = block,
                Relu = relu && depth + block == inputs,
            };
            Rows<TLanes>(ref tile, batch, width, input + depth, output + column, depth == 0 ? bias + column : null);
        }
    }

    /// <summary>All of output = input · weights + bias, rectified if asked, with weights packed beforehand.</summary>
    public static void ForwardPacked<TLanes>(
        int batch, int inputs, int outputs, float* input, float* panels, float* bias, bool relu, float* output)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int column = 0; column < outputs; column += TileShapes<TLanes>.PanelWidth)
        {
            int width = Math.Min(outputs - column, TileShapes<TLanes>.PanelWidth);
            Tile tile = new()
            {
                RowA = inputs,
                StepA = 1,
                B = panels + ((nint)column * inputs),
                StepB = TileShapes<TLanes>.WidthOf(width),
                RowC = outputs,
                Outer = 1,
                Inner = inputs,
                Relu = relu,
            };
            Rows<TLanes>(ref tile, batch, width, input, output + column, bias + column);
        }
    }

    /// <summary>One panel of inputGradient = outputGradient · weightsᵀ.</summary>
    public static void InputGradient<TLanes>(
        int item, int batch, int inputs, int outputs, float* outputGradient, float* weights, float* inputGradient, float* scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int column = item * TileShapes<TLanes>.PanelWidth;
        int width = Math.Min(inputs - column, TileShapes<TLanes>.PanelWidth);
        for (int depth = 0; depth < outputs; depth += DepthBlock)
        {
            int block = Math.Min(DepthBlock, outputs - depth);
            Panels.PackTransposed<TLanes>(weights + ((nint)column * outputs) + depth, outputs, block, width, scratch, 0, block);
            Tile tile = new()
            {
                RowA = outputs,
                StepA = 1,
                B = scratch,
                StepB = TileShapes<TLanes>.WidthOf(width),
                RowC = inputs,
                RowStart = inputs,
                Outer = 1,
                Inner = block,
            };
            Rows<TLanes>(ref tile, batch, width, outputGradient + depth, inputGradient + column, null, depth > 0);
        }
    }

    /// <summary>Some rows of weightGradient = inputᵀ · outputGradient.</summary>
    public static void WeightGradient<TLanes>(
        int item, int batch, int inputs, int outputs, float* input, float* outputGradient, float* weightGradient, float* scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int firstRow = item * WeightRows;
        int endRow = Math.Min(firstRow + WeightRows, inputs);
        for (int column = 0; column < outputs; column += TileShapes<TLanes>.PanelWidth)
        {
            int width = Math.Min(outputs - column, TileShapes<TLanes>.PanelWidth);
            Panels.Pack<TLanes>(outputGradient + column, outputs, batch, width, scratch);
            Tile tile = new()
            {
                RowA = 1,
                StepA = inputs,
                B = scratch,
                StepB = TileShapes<TLanes>.WidthOf(width),
                RowC = outputs,
                Outer = 1,
                Inner = batch,
            };
            for (int row = firstRow; row < endRow;)
            {
                int rows = TileShapes<TLanes>.NextRows(endRow - row);
                tile.A = input + row;
                tile.C = weightGradient + ((nint)row * outputs) + column;
                TileShapes<TLanes>.Run(rows, width, ref tile);
                row += rows;
            }
        }
    }

    /// <summary>biasGradient[j] = Σ over the batch of outputGradient[·, j], in the batch's order.</summary>
    public static void BiasGradient<TLanes>(int batch, int outputs, float* outputGradient, float* biasGradient)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        new Span<float>(biasGradient, outputs).Clear();
        for (int row = 0; row < batch; row++)
        {
            Elementwise.Add<TLanes>(outputGradient + ((nint)row * outputs), biasGradient, outputs);
        }
    }

    private static void Rows<TLanes>(
        ref Tile tile, int batch, int width, float* a, float* c, float* bias, bool accumulate = true)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int row = 0; row < batch;)
        {
            int rows = TileShapes<TLanes>.NextRows(batch - row);
            tile.A = a + (row * tile.RowA);
            tile.C = c + (row * tile.RowC);
            tile.Start = bias != null ? bias : accumulate ? tile.C : null;
            TileShapes<TLanes>.Run(rows, width, ref tile);
            row += rows;
        }
    }
}
