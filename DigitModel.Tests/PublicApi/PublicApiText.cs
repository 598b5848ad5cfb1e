using System.Reflection;
using System.Text;

namespace MlNetDigits.Tests.PublicApi;

/// <summary>All that users of an assembly can see, as text: a type, and below it its members, in the order of their names.</summary>
internal static class PublicApiText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    // Not shared: it may be used by one thread at a time.
    private static NullabilityInfoContext Nullability => new();

    public static string Of(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Declaration(type)).Append('\n');
            IEnumerable<string> members = type
                .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Select(Member)
                .OfType<string>();
            foreach (string member in members.Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Declaration(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsInterface ? "interface"
            : type.IsAssignableTo(typeof(Delegate)) ? "delegate"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        string[] bases =
        [
            .. type.BaseType is Type parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)
                ? new[] { Name(parent) }
                : Array.Empty<string>(),
            .. type.GetInterfaces().Where(each => each.IsVisible && !type.IsEnum).Select(Name).Order(StringComparer.Ordinal),
        ];
        string full = type.Namespace is { Length: > 0 } place ? $"{place}.{Name(type)}" : Name(type);
        return $"{kind} {full}{(bases.Length == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    private static string? Member(MemberInfo member) => member switch
    {
        FieldInfo { DeclaringType.IsEnum: true, IsLiteral: true } field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}",
        FieldInfo field when !field.DeclaringType!.IsEnum && IsVisible(field.IsPublic, field.IsFamily || field.IsFamilyOrAssembly) =>
            $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}"
            + (field.IsLiteral ? $" = {field.GetRawConstantValue()}" : ""),
        ConstructorInfo { IsStatic: false } made when IsVisible(made) => $"new({Parameters(made)})",
        // Accessors are told of with their property, what a record prints and copies by with the record.
        MethodInfo { IsSpecialName: false } method when IsVisible(method) && !method.Name.StartsWith('<') => Method(method),
        MethodInfo { IsSpecialName: true } method when IsVisible(method) && method.Name.StartsWith("op_", StringComparison.Ordinal) => Method(method),
        PropertyInfo property when Accessors(property) is { Length: > 0 } accessors =>
            $"{(property.GetMethod?.IsStatic == true ? "static " : "")}{Name(property.PropertyType)}{Mark(Nullability.Create(property).ReadState)} "
            + $"{property.Name}{(property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(Parameter))}]" : "")} {{ {accessors}}}",
        EventInfo { AddMethod: MethodInfo add } happening when IsVisible(add) => $"event {Name(happening.EventHandlerType!)} {happening.Name}",
        _ => null,
    };

    private static string Method(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        string modifier = method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "";
        return $"{modifier}{Name(method.ReturnType)}{Mark(Nullability.Create(method.ReturnParameter).ReadState)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Accessors(PropertyInfo property)
    {
        bool init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers()
            .Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)) == true;
        return (property.GetMethod is MethodInfo get && IsVisible(get) ? "get; " : "")
            + (property.SetMethod is MethodInfo set && IsVisible(set) ? init ? "init; " : "set; " : "");
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string way = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : "";
        string value = !parameter.HasDefaultValue ? ""
            : parameter.DefaultValue is null ? parameter.ParameterType.IsValueType ? " = default" : " = null"
            : parameter.DefaultValue is bool truth ? truth ? " = true" : " = false"
            : parameter.DefaultValue is string text ? $" = \"{text}\"" : FormattableString.Invariant($" = {parameter.DefaultValue}");
        return $"{way}{Name(parameter.ParameterType)}{Mark(Nullability.Create(parameter).ReadState)} {parameter.Name}{value}";
    }

    private static string Mark(NullabilityState state) => state == NullabilityState.Nullable ? "?" : "";

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        // Its mark is that of nullability.
        if (Nullable.GetUnderlyingType(type) is Type underlying)
            return Name(underlying);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        string outer = type is { IsNested: true, IsGenericParameter: false } ? $"{Name(type.DeclaringType!)}." : "";
        return type.IsGenericType && type.Name.Contains('`', StringComparison.Ordinal)
            ? $"{outer}{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : outer + type.Name;
    }

    private static bool IsVisible(MethodBase method) => IsVisible(method.IsPublic, method.IsFamily || method.IsFamilyOrAssembly);

    /// <summary>What is protected is seen only where a class can be derived from, which no sealed one can.</summary>
    private static bool IsVisible(bool isPublic, bool isProtected) => isPublic || isProtected;
}
