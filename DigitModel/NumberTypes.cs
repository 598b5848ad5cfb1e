namespace MlNetDigits;

/// <summary>The types of number that ML.NET's columns have.</summary>
internal static class NumberTypes
{
    public static bool Contains(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Double;

    public static TResult Run<TResult>(Type type, INumberTask<TResult> task) => Type.GetTypeCode(type) switch
    {
        TypeCode.SByte => task.Run<sbyte>(),
        TypeCode.Byte => task.Run<byte>(),
        TypeCode.Int16 => task.Run<short>(),
        TypeCode.UInt16 => task.Run<ushort>(),
        TypeCode.Int32 => task.Run<int>(),
        TypeCode.UInt32 => task.Run<uint>(),
        TypeCode.Int64 => task.Run<long>(),
        TypeCode.UInt64 => task.Run<ulong>(),
        TypeCode.Single => task.Run<float>(),
        TypeCode.Double => task.Run<double>(),
        _ => throw new ArgumentException($"{type} is no type of number", nameof(type)),
    };
}
