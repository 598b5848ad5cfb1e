namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>
/// The constants of a graph that is being read, and the nodes that compute constants from constants. Whatever types the file
/// uses, numbers here are floats or 64-bit integers.
/// </summary>
internal sealed class OnnxConstants
{
    /// <summary>Stands for the number of images in the shapes that a graph computes.</summary>
    public const long Images = long.MinValue;

    private readonly Dictionary<string, OnnxTensor> _tensors = [];

    public OnnxConstants(OnnxGraph graph, string file)
    {
        long numbers = 0;
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            if (!_tensors.TryAdd(tensor.Name, Normal(tensor)))
            {
                throw new ModelFormatException(file, $"contains the constant {MessageText.Quote(tensor.Name)} twice");
            }

            numbers += tensor.Data.Length / sizeof(ushort);
        }

        foreach (OnnxNode node in graph.Nodes)
        {
            numbers += node.Attributes.Sum(attribute => (attribute.Tensor?.Data.Length ?? 0) / sizeof(ushort));
        }

        Budget = new(numbers);
    }

    public OnnxBudget Budget { get; }

    public IReadOnlyDictionary<string, OnnxTensor> Tensors => _tensors;

    public bool Holds(string name) => _tensors.ContainsKey(name);

    /// <summary>Adds the output of a node.</summary>
    public void Add(OnnxNodeReader node, string name, OnnxTensor tensor) => node.Require(
        _tensors.TryAdd(name, Normal(tensor)), $"gives {MessageText.Quote(name)}, which already exists");

    /// <summary>Whether a node's output is constant, because it takes nothing but constants.</summary>
    public bool Folds(OnnxNode node) =>
        node.Operator is "Constant" || (node.Inputs.Count > 0 && node.Inputs.All(name => name.Length == 0 || Holds(name)));

    /// <summary>The constant that a node computes.</summary>
    public OnnxTensor Fold(OnnxNodeReader node, string name)
    {
        switch (node.Operator)
        {
            case "Constant":
                return Constant(node, name);
            case "Identity":
                node.End(inputs: 1);
                return Tensor(node, 0) with { Name = name };
            case "Cast":
                return Cast(node, name);
            case "Reshape":
                return Reshaped(node, name, Tensor(node, 0), node.Int64s(1));
            case "Squeeze" or "Unsqueeze":
                return Squeezed(node, name);
            case "Transpose":
                return Transposed(node, name);
            case "Gather":
                return Gathered(node, name);
            case "Concat":
                return Concatenated(node, name);
            case "Slice":
                return Sliced(node, name);
            default:
                throw node.Error("takes only constants, for which this operator is not supported");
        }
    }

    private OnnxTensor Tensor(OnnxNodeReader node, int input)
    {
        string name = node.Input(input);
        OnnxTensor tensor = _tensors.GetValueOrDefault(name) ?? throw node.Error($"takes {MessageText.Quote(name)}, which is not a constant");
        node.Require(
            tensor.Type is OnnxDataType.Float or OnnxDataType.Int64 && !tensor.IsExternal,
            $"takes {MessageText.Quote(name)} of type {(int)tensor.Type}, or from another file, expected floats or integers in this one");
        return tensor;
    }

    private static OnnxTensor Constant(OnnxNodeReader node, string name)
    {
        OnnxAttribute? value = node.Attribute("value"), number = node.Attribute("value_float"), numbers = node.Attribute("value_floats");
        OnnxAttribute? integer = node.Attribute("value_int"), integers = node.Attribute("value_ints");
        node.End(inputs: 0);
        return
            value?.Tensor is OnnxTensor tensor ? tensor with { Name = name }
            : number is not null ? OnnxTensor.Of(name, [number.Float])
            : numbers is not null ? OnnxTensor.Of(name, [.. numbers.Floats], numbers.Floats.Count)
            : integer is not null ? OnnxTensor.Of(name, integer.Int) with { Dimensions = [] }
            : integers is not null ? OnnxTensor.Of(name, [.. integers.Ints])
            : throw node.Error("has no value of a type that is supported");
    }

    private OnnxTensor Cast(OnnxNodeReader node, string name)
    {
        OnnxTensor tensor = Tensor(node, 0);
        OnnxDataType to = (OnnxDataType)node.Int("to", 0);
        node.End(inputs: 1);
        bool isFloat = to is OnnxDataType.Float or OnnxDataType.Double;
        bool isInteger = to is OnnxDataType.Int64 or OnnxDataType.Int32;
        node.Require(
            isFloat && tensor.Type == OnnxDataType.Float || isInteger && tensor.Type == OnnxDataType.Int64,
            $"casts to type {(int)to}, which is not supported");
        return tensor with { Name = name };
    }

    private static OnnxTensor Reshaped(OnnxNodeReader node, string name, OnnxTensor tensor, long[] sides)
    {
        node.ExpectInt("allowzero", 0);
        node.End(inputs: 2);
        long known = 1, all = tensor.Dimensions.Aggregate(1L, (product, side) => Math.Min(product * Math.Max(side, 0), int.MaxValue));
        for (int i = 0; i < sides.Length; i++)
        {
            sides[i] = sides[i] == 0 && i < tensor.Dimensions.Count ? tensor.Dimensions[i] : sides[i];
            known = sides[i] == -1 ? known : Math.Clamp(known * Math.Clamp(sides[i], 0, int.MaxValue), 0, int.MaxValue);
        }

        int open = Array.IndexOf(sides, -1);
        if (open >= 0 && known > 0)
        {
            sides[open] = all / known;
            known *= sides[open];
        }

        node.Require(known == all, $"turns {OnnxNodeReader.Show(tensor.Dimensions)} into {OnnxNodeReader.Show(sides)}, which is another size");
        return tensor with { Name = name, Dimensions = sides };
    }

    /// <summary>Adds or removes sides of 1.</summary>
    private OnnxTensor Squeezed(OnnxNodeReader node, string name)
    {
        OnnxTensor tensor = Tensor(node, 0);
        IReadOnlyList<long>? axes = node.Ints("axes") ?? (node.Has(1) ? node.Int64s(1) : null);
        node.End(1, 2);
        long[]? sides = node.Operator == "Squeeze"
            ? OnnxShapeOperators.Squeeze([.. tensor.Dimensions], axes)
            : OnnxShapeOperators.Unsqueeze([.. tensor.Dimensions], axes ?? []);
        return tensor with { Name = name, Dimensions = sides ?? throw node.Error("has axes that do not fit its input") };
    }

    private OnnxTensor Transposed(OnnxNodeReader node, string name)
    {
        OnnxTensor tensor = Tensor(node, 0);
        int[] sides = node.SidesOf(tensor);
        int[] axes = OnnxShapeOperators.Permutation(node.Ints("perm"), sides.Length) ?? throw node.Error("has a perm that is not an order of its input's axes");
        node.End(inputs: 1);
        node.Require(tensor.Type == OnnxDataType.Float, $"takes {MessageText.Quote(tensor.Name)}, expected floats");
        float[] values = node.Numbers(tensor), moved = new float[values.Length];
        Budget.TakeWeights(node, values.Length);
        int[] places = OnnxShapeOperators.Places(sides, axes);
        for (int i = 0; i < values.Length; i++)
        {
            moved[places[i]] = values[i];
        }

        return OnnxTensor.Of(name, moved, [.. axes.Select(axis => (long)sides[axis])]);
    }

    private OnnxTensor Gathered(OnnxNodeReader node, string name)
    {
        long[] values = node.Int64s(0), places = node.Int64s(1);
        bool single = Tensor(node, 1).Dimensions.Count == 0;
        node.ExpectInt("axis", 0);
        node.End(inputs: 2);
        long[] taken = new long[places.Length];
        for (int i = 0; i < taken.Length; i++)
        {
            long place = places[i] < 0 ? places[i] + values.Length : places[i];
            node.Require(place >= 0 && place < values.Length, $"takes number {places[i]} from a list of {values.Length}");
            taken[i] = values[place];
        }

        return OnnxTensor.Of(name, taken) with { Dimensions = single ? [] : [taken.Length] };
    }

    private OnnxTensor Concatenated(OnnxNodeReader node, string name)
    {
        node.Require(node.Int("axis", 0) == 0, "has an axis other than 0");
        List<long> all = [];
        for (int i = 0; i < node.Inputs; i++)
        {
            all.AddRange(node.Int64s(i));
            Budget.TakeWeights(node, all.Count);
        }

        node.End(1, int.MaxValue);
        return OnnxTensor.Of(name, [.. all]);
    }

    private static OnnxTensor Sliced(OnnxNodeReader node, string name)
    {
        long[] values = node.Int64s(0);
        IReadOnlyList<long>? starts = node.Ints("starts"), ends = node.Ints("ends"), axes = node.Ints("axes");
        starts ??= node.Int64s(1);
        ends ??= node.Int64s(2);
        axes ??= node.Has(3) ? node.Int64s(3) : null;
        node.Require(
            starts.Count == 1 && ends.Count == 1 && axes is null or [0] && (!node.Has(4) || node.Int64s(4) is [1]),
            "takes something other than one run of a list");
        node.End(1, 5);
        int Place(long place) => (int)Math.Clamp(place < 0 ? place + values.Length : place, 0, values.Length);
        int from = Place(starts[0]);
        return OnnxTensor.Of(name, values[from..Math.Max(from, Place(ends[0]))]);
    }

    /// <summary>
    /// Converts numbers to floats or 64-bit integers. Other types stay as they are, and are refused where they are used.
    /// </summary>
    private static OnnxTensor Normal(OnnxTensor tensor) => tensor switch
    {
        { IsExternal: true } => tensor,
        { Type: OnnxDataType.Float16 } => tensor.Widened(tensor.Name),
        { Type: OnnxDataType.Double } => tensor.Narrowed(),
        { Type: OnnxDataType.Int32 } => tensor.Lengthened(),
        _ => tensor,
    };
}

/// <summary>
/// Limits the numbers that reading a graph may create. Otherwise a small file, in which many nodes take the same constant or
/// rearrange the same image, could ask for far more memory and time than a network for digits needs.
/// </summary>
internal sealed class OnnxBudget(long constants)
{
    /// <summary>How often a constant may be copied on average: as it is, widened, and merged into a neighbouring layer.</summary>
    private const int MostUses = 4;

    /// <summary>Further weights that may be created, for dilated or grouped kernels and for averages written as convolutions.</summary>
    private const long FreeWeights = 1 << 19;

    /// <summary>The most places of numbers in images that may be recorded, over all layers.</summary>
    private const long MostPlaces = 1 << 21;

    private long _weights = FreeWeights + (MostUses * constants);
    private long _places = MostPlaces;

    public void TakeWeights(OnnxNodeReader node, long count)
    {
        _weights -= count;
        node.Require(_weights >= 0, "takes constants that too many other nodes take, or makes too many numbers from few, which is not supported");
    }

    public void TakePlaces(OnnxNodeReader node, long count)
    {
        _places -= count;
        node.Require(_places >= 0, "belongs to a graph whose images together are larger than is supported");
    }
}
