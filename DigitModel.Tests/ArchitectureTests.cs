using System.Reflection;
using DigitEngine.Kernels;
using DigitEngine.Network;

namespace MlNetDigits.Tests;

/// <summary>Each room of the library uses the rooms it is meant to use, and no other; read from the compiled assembly.</summary>
public class ArchitectureTests
{
    // What lies directly in the root namespace is for every room.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        [""] = [],
        ["Data"] = ["Pictures"],
        ["Pictures"] = [],
        ["Kernels"] = [],
        ["Network"] = ["Kernels"],
        ["Training"] = ["Data", "Network", "Evaluation", "Kernels"],
        ["Evaluation"] = ["Data", "Network"],
        ["Persistence"] = ["Data", "Network", "Evaluation"],
        ["Prediction"] = ["Pictures", "Data", "Network", "Persistence"],
        ["Reading"] = ["Pictures", "Data", "Prediction"],
        ["Reporting"] = ["Pictures", "Data", "Training", "Evaluation", "Persistence"],
    };

    /// <summary>Plain data of Kernels that Network's trained layers and workspaces hand to whoever may use Network.</summary>
    private static readonly Type[] HandedOnByNetwork = [typeof(ConvolutionGeometry), typeof(PoolGeometry), typeof(AlignedBuffer)];

    private static readonly Assembly Library = typeof(NetworkDefinition).Assembly;

    [Fact]
    public void EveryRoom_UsesOnlyTheRoomsItMay()
    {
        List<string> offences = [];
        foreach (Type type in Library.GetTypes())
        {
            if (RoomOf(type) is not string room)
            {
                continue;
            }

            foreach (Type used in ReferencedTypes.Of(type).Where(used => used.Assembly == Library))
            {
                bool handedOn = HandedOnByNetwork.Contains(used) && MayUse[room].Contains("Network");
                if (RoomOf(used) is string other && other != room && other.Length > 0 && !MayUse[room].Contains(other) && !handedOn)
                {
                    offences.Add($"{type.FullName} uses {used.FullName}");
                }
            }
        }

        Assert.True(offences.Count == 0, string.Join(Environment.NewLine, offences.Distinct().Order()));
    }

    [Fact]
    public void EveryType_IsInARoom() =>
        Assert.Empty(Library.GetTypes().Where(type => RoomOf(type) is string room && !MayUse.ContainsKey(room)).Select(type => type.FullName));

    /// <summary>The reader of compiled code itself: what is used only inside a method, a lambda or an iterator is found.</summary>
    [Fact]
    public void ReferencedTypes_SeesIntoBodies()
    {
        Assert.Contains(typeof(Uri), ReferencedTypes.Of(typeof(Sample)));
        Assert.Contains(typeof(Version), ReferencedTypes.Of(typeof(Sample)));
        Assert.Contains(typeof(List<>), ReferencedTypes.Of(typeof(Sample)));
        Assert.Contains(typeof(TimeZoneInfo), typeof(Sample).GetNestedTypes(BindingFlags.NonPublic).SelectMany(ReferencedTypes.Of));
        Assert.DoesNotContain(typeof(Random), ReferencedTypes.Of(typeof(Sample)));
    }

    /// <summary>"Network" for DigitEngine.Network.X, "" for DigitModel.X, null for what the compiler puts elsewhere.</summary>
    private static string? RoomOf(Type type)
    {
        while (type.DeclaringType != null)
        {
            type = type.DeclaringType;
        }

        string[] parts = (type.Namespace ?? "").Split('.');
        return parts[0] != "DigitModel" ? null : parts.Length == 1 ? "" : parts[1];
    }

    private static class Sample
    {
        public static bool Cast(object value) => value is Uri;

        public static int Element(List<Version[]> values) => values.Count;

        public static Func<object> Lambda() => () => TimeZoneInfo.Utc;
    }
}
