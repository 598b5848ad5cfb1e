using System.Reflection;
using System.Reflection.Emit;

namespace MlNetDigits.Tests;

/// <summary>Every type that a type's compiled form mentions: in its base types, members, signatures and method bodies.</summary>
internal static class ReferencedTypes
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static HashSet<Type> Of(Type type)
    {
        HashSet<Type> found = [];
        Add(found, type.BaseType);
        AddAll(found, type.GetInterfaces());
        AddAll(found, type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()));
        AddAttributes(found, type);
        foreach (FieldInfo field in type.GetFields(All))
        {
            Add(found, field.FieldType);
            AddAttributes(found, field);
        }

        foreach (MethodBase method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))
        {
            AddSignature(found, method);
            AddAttributes(found, method);
            AddBody(found, method);
        }

        return found;
    }

    private static void AddSignature(HashSet<Type> found, MethodBase method)
    {
        Add(found, (method as MethodInfo)?.ReturnType);
        AddAll(found, method.GetParameters().Select(parameter => parameter.ParameterType));
        if (method.IsGenericMethod)
        {
            AddAll(found, method.GetGenericArguments());
            AddAll(found, method.GetGenericArguments().Where(a => a.IsGenericParameter).SelectMany(a => a.GetGenericParameterConstraints()));
        }
    }

    private static void AddAttributes(HashSet<Type> found, MemberInfo member)
    {
        foreach (CustomAttributeData attribute in member.GetCustomAttributesData())
        {
            Add(found, attribute.AttributeType);
            AddAll(found, attribute.ConstructorArguments.Select(argument => argument.Value).OfType<Type>());
        }
    }

    private static void AddBody(HashSet<Type> found, MethodBase method)
    {
        MethodBody? body = method.GetMethodBody();
        if (body == null)
        {
            return;
        }

        AddAll(found, body.LocalVariables.Select(local => local.LocalType));
        AddAll(found, body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
            .Select(clause => clause.CatchType!));
        byte[] code = body.GetILAsByteArray()!;
        for (int at = 0; at < code.Length;)
        {
            int value = code[at++];
            value = value == 0xFE ? 0xFE00 | code[at++] : value;
            OpCode op = OpCodesByValue[(short)value];
            if (op.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                AddMember(found, Resolve(method, BitConverter.ToInt32(code, at)));
            }

            at += SizeOfOperand(op.OperandType, code, at);
        }
    }

    private static MemberInfo Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null)!;

    private static void AddMember(HashSet<Type> found, MemberInfo member)
    {
        Add(found, member as Type ?? member.DeclaringType);
        Add(found, (member as FieldInfo)?.FieldType);
        if (member is MethodBase called)
        {
            AddSignature(found, called);
        }
    }

    private static int SizeOfOperand(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static void AddAll(HashSet<Type> found, IEnumerable<Type> types)
    {
        foreach (Type type in types)
        {
            Add(found, type);
        }
    }

    /// <summary>A type, and those it is put together from.</summary>
    private static void Add(HashSet<Type> found, Type? type)
    {
        if (type == null || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            Add(found, type.GetElementType());
            return;
        }

        if (type.IsFunctionPointer)
        {
            Add(found, type.GetFunctionPointerReturnType());
            AddAll(found, type.GetFunctionPointerParameterTypes());
            return;
        }

        if (type.IsGenericType && !type.IsGenericTypeDefinition)
        {
            Add(found, type.GetGenericTypeDefinition());
            AddAll(found, type.GetGenericArguments());
            return;
        }

        if (found.Add(type))
        {
            Add(found, type.DeclaringType);
        }
    }
}
