using System.Globalization;
using System.Runtime.CompilerServices;

namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>
/// Reads the attributes and constants of one node. <see cref="End(int)"/> refuses attributes that were not read, so that none that
/// changes the result is ignored.
/// </summary>
internal sealed class OnnxNodeReader
{
    private readonly OnnxNode _node;
    private readonly IReadOnlyDictionary<string, OnnxTensor> _constants;
    private readonly string _file;
    private readonly Dictionary<string, OnnxAttribute> _attributes = [];

    public OnnxNodeReader(OnnxNode node, IReadOnlyDictionary<string, OnnxTensor> constants, string file)
    {
        _node = node;
        _constants = constants;
        _file = file;
        foreach (OnnxAttribute attribute in _node.Attributes)
        {
            Require(_attributes.TryAdd(attribute.Name, attribute), $"has the attribute {MessageText.Quote(attribute.Name)} twice");
        }
    }

    public string Operator => _node.Operator;

    public int Inputs => _node.Inputs.Count;

    /// <summary>Whether an optional input is given.</summary>
    public bool Has(int input) => input < _node.Inputs.Count && _node.Inputs[input].Length > 0;

    /// <summary>The name of an input, which must be given.</summary>
    public string Input(int input)
    {
        Require(Has(input), $"has no input number {input + 1}");
        return _node.Inputs[input];
    }

    /// <summary>Reads an attribute of any type; null if it is missing.</summary>
    public OnnxAttribute? Attribute(string name) => _attributes.Remove(name, out OnnxAttribute? attribute) ? attribute : null;

    /// <summary>Reads an integer.</summary>
    public long Int(string name, long otherwise)
    {
        if (Attribute(name) is not OnnxAttribute attribute)
        {
            return otherwise;
        }

        Require(attribute.Type == OnnxAttributeType.Int, $"has {name} {Show(attribute)}, expected an integer");
        return attribute.Int;
    }

    /// <summary>Reads a text.</summary>
    public string Text(string name, string otherwise)
    {
        if (Attribute(name) is not OnnxAttribute attribute)
        {
            return otherwise;
        }

        Require(attribute.Type == OnnxAttributeType.Text, $"has {name} {Show(attribute)}, expected text");
        return attribute.Text;
    }

    /// <summary>Reads a list of integers; null if it is missing.</summary>
    public IReadOnlyList<long>? Ints(string name)
    {
        if (Attribute(name) is not OnnxAttribute attribute)
        {
            return null;
        }

        Require(attribute.Type == OnnxAttributeType.Ints, $"has {name} {Show(attribute)}, expected integers");
        return attribute.Ints;
    }

    /// <summary>Reads a list of integers of a given length, each within a range.</summary>
    public int[] Ints(string name, int count, int lowest, int highest, int otherwise)
    {
        int[] values = new int[count];
        Array.Fill(values, otherwise);
        if (_attributes.Remove(name, out OnnxAttribute? attribute))
        {
            Require(
                attribute.Type == OnnxAttributeType.Ints && attribute.Ints.Count == count && AreWithin(attribute.Ints, lowest, highest),
                $"has {name} {Show(attribute)}, expected {count} integers from {lowest} to {highest}");
            for (int i = 0; i < count; i++)
            {
                values[i] = (int)attribute.Ints[i];
            }
        }

        return values;
    }

    /// <summary>Requires an integer to be missing or to have this value.</summary>
    public void ExpectInt(string name, long expected)
    {
        if (_attributes.Remove(name, out OnnxAttribute? attribute))
        {
            Require(
                attribute.Type == OnnxAttributeType.Int && attribute.Int == expected,
                $"has {name} {Show(attribute)}, expected {expected}");
        }
    }

    /// <summary>Reads a number.</summary>
    public float Single(string name, float otherwise)
    {
        if (!_attributes.Remove(name, out OnnxAttribute? attribute))
        {
            return otherwise;
        }

        Require(
            attribute.Type == OnnxAttributeType.Float && float.IsFinite(attribute.Float),
            $"has {name} {Show(attribute)}, expected a number");
        return attribute.Float;
    }

    /// <summary>Requires a number to be missing or to have this value.</summary>
    public void ExpectSingle(string name, float expected)
    {
        float value = Single(name, expected);
        Require(value == expected, FormattableString.Invariant($"has {name} {value}, expected {expected}"));
    }

    /// <summary>Requires a text to be missing or to have this value.</summary>
    public void ExpectText(string name, string expected)
    {
        if (_attributes.Remove(name, out OnnxAttribute? attribute))
        {
            Require(
                attribute.Type == OnnxAttributeType.Text && attribute.Text == expected,
                $"has {name} {Show(attribute)}, expected {expected}");
        }
    }

    /// <summary>
    /// The size of a constant input along one axis, from 1 to a limit. <see cref="Weights"/> checks the other axes.
    /// </summary>
    public int SizeOf(int input, int axis, int rank, int largest)
    {
        OnnxTensor tensor = Constant(input, OnnxDataType.Float);
        Require(
            tensor.Dimensions.Count == rank && tensor.Dimensions[axis] >= 1 && tensor.Dimensions[axis] <= largest,
            $"has weights {MessageText.Quote(tensor.Name)} of {Show(tensor.Dimensions)}, "
            + $"expected {rank} sides, number {axis + 1} of them at most {largest}");
        return (int)tensor.Dimensions[axis];
    }

    /// <summary>
    /// A copy of a constant input, which must have this shape and finite numbers. The caller has limited the shape.
    /// </summary>
    public float[] Weights(int input, params ReadOnlySpan<long> dimensions)
    {
        OnnxTensor tensor = Constant(input, OnnxDataType.Float);
        Require(
            AreEqual(tensor.Dimensions, dimensions),
            $"has weights {MessageText.Quote(tensor.Name)} of {Show(tensor.Dimensions)}, expected {Show(dimensions.ToArray())}");
        return Numbers(tensor);
    }

    /// <summary>The shape of a constant, whose data must have exactly that size.</summary>
    public int[] SidesOf(OnnxTensor tensor)
    {
        RequireLength(tensor, tensor.Type == OnnxDataType.Float ? sizeof(float) : sizeof(long));
        return [.. tensor.Dimensions.Select(side => (int)side)];
    }

    /// <summary>A copy of a constant's numbers, which must be finite. The caller checks its shape.</summary>
    public float[] Numbers(OnnxTensor tensor)
    {
        RequireLength(tensor, sizeof(float));
        float[] values = tensor.ToSingles();
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw Error($"has weights {MessageText.Quote(tensor.Name)} whose number {i} is {values[i]}, expected a finite number");
            }
        }

        return values;
    }

    /// <summary>A constant input of integers: a list or a single one.</summary>
    public long[] Int64s(int input)
    {
        OnnxTensor tensor = Constant(input, OnnxDataType.Int64);
        Require(
            tensor.Dimensions.Count <= 1, $"takes {MessageText.Quote(tensor.Name)} of {Show(tensor.Dimensions)}, expected a list of integers");
        RequireLength(tensor, sizeof(long));
        return tensor.ToInt64s();
    }

    /// <summary>A constant input that is a list of a given number of integers.</summary>
    public long[] Int64s(int input, int count)
    {
        OnnxTensor tensor = Constant(input, OnnxDataType.Int64);
        Require(
            tensor.Dimensions is [long length] && length == count,
            $"takes {MessageText.Quote(tensor.Name)} of {Show(tensor.Dimensions)}, expected {count} integers");
        RequireLength(tensor, sizeof(long));
        return tensor.ToInt64s();
    }

    /// <summary>Refuses attributes that were not read, and another number of inputs.</summary>
    public void End(int inputs) => End(inputs, inputs);

    /// <inheritdoc cref="End(int)"/>
    public void End(int fewest, int most)
    {
        Require(
            _node.Inputs.Count >= fewest && _node.Inputs.Count <= most,
            $"takes {_node.Inputs.Count} inputs, expected {fewest}{(most == fewest ? "" : FormattableString.Invariant($" to {most}"))}");
        string? unknown = _attributes.Keys.FirstOrDefault();
        Require(unknown is null, $"has the attribute {MessageText.Quote(unknown ?? "")}, which is not supported");
    }

    public void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw Error(problem);
        }
    }

    public void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref LazyMessage problem)
    {
        if (!condition)
        {
            throw Error(problem.ToStringAndClear());
        }
    }

    /// <summary>An exception that names the node, or its first output if it has no name.</summary>
    public ModelFormatException Error(string problem)
    {
        string name = _node.Name.Length > 0 || _node.Outputs.Count == 0 ? _node.Name : _node.Outputs[0];
        return new(_file, $"the node {MessageText.Quote(name)} ({MessageText.Quote(_node.Operator)}) {problem}");
    }

    public static string Show(IEnumerable<long> numbers) =>
        "[" + string.Join(", ", numbers.Take(8).Select(number => FormattableString.Invariant($"{number}"))) + "]";

    private static string Show(OnnxAttribute attribute) => attribute.Type switch
    {
        OnnxAttributeType.Int => FormattableString.Invariant($"{attribute.Int}"),
        OnnxAttributeType.Float => FormattableString.Invariant($"{attribute.Float}"),
        OnnxAttributeType.Ints => Show(attribute.Ints),
        OnnxAttributeType.Text => MessageText.Quote(attribute.Text),
        _ => "of another type",
    };

    /// <summary>A constant input of a given type. The length of its data has not been compared with its shape yet.</summary>
    public OnnxTensor Constant(int input, OnnxDataType type)
    {
        Require(input < _node.Inputs.Count, $"takes {_node.Inputs.Count} inputs, expected {input + 1} or more");
        string name = _node.Inputs[input];
        if (!_constants.TryGetValue(name, out OnnxTensor? tensor))
        {
            throw Error($"takes {MessageText.Quote(name)}, which is not a constant of the graph");
        }

        Require(
            !tensor.IsExternal, $"takes {MessageText.Quote(name)}, whose data is in another file: save the model with its weights in one file");
        Require(tensor.Type == type, $"takes {MessageText.Quote(name)} of type {(int)tensor.Type}, expected {(int)type} ({type})");
        return tensor;
    }

    // Loops in place of LINQ, whose generic code over numbers is compiled again in every process and slows down the start.
    private static bool AreWithin(IReadOnlyList<long> values, long lowest, long highest)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] < lowest || values[i] > highest)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(IReadOnlyList<long> left, ReadOnlySpan<long> right)
    {
        bool equal = left.Count == right.Length;
        for (int i = 0; equal && i < right.Length; i++)
        {
            equal = left[i] == right[i];
        }

        return equal;
    }

    /// <summary>Requires data of the size that the shape gives, before memory is allocated according to the shape.</summary>
    private void RequireLength(OnnxTensor tensor, int elementSize)
    {
        long expected = elementSize;
        foreach (long dimension in tensor.Dimensions)
        {
            // Stops before the product overflows: no file is that long.
            bool isLarge = dimension is < 0 or > int.MaxValue || expected > int.MaxValue;
            expected = isLarge ? long.MaxValue : expected * dimension;
        }

        Require(
            tensor.Data.Length == expected,
            $"takes {MessageText.Quote(tensor.Name)} with {tensor.Data.Length} bytes, "
            + $"expected {expected} for {Show(tensor.Dimensions)}");
    }
}

/// <summary>A message that is only put together when a check fails, because most checks pass.</summary>
[InterpolatedStringHandler]
internal ref struct LazyMessage
{
    private DefaultInterpolatedStringHandler _text;

    public LazyMessage(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        _text = isNeeded ? new(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string ToStringAndClear() => _text.ToStringAndClear();
}
