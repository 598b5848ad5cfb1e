using System.Globalization;
using System.Runtime.Intrinsics;
using DigitEngine.Kernels;

namespace MlNetDigits.Tests;

/// <summary>
/// The suite runs once for each width of registers; a pass that took another path than it was meant to would prove
/// nothing. On x64 the run-time's settings are <c>DOTNET_EnableAVX512=0</c> for 8 lanes, <c>DOTNET_EnableAVX2=0</c> for 4 and
/// <c>DOTNET_EnableHWIntrinsic=0</c> for 1 (.NET 10 does not look at <c>EnableAVX512F</c>, <c>EnableFMA</c>).
/// </summary>
public class InstructionSetTests
{
    private const string Variable = "DIGITMODEL_EXPECT_LANES";

    [Fact]
    public void Machine_TakesThePathThatThisPassIsFor()
    {
        (int Lanes, bool IsAccelerated)[] widths =
        [
            (4, Vector128.IsHardwareAccelerated), (8, Vector256.IsHardwareAccelerated), (16, Vector512.IsHardwareAccelerated),
        ];
        string? expected = Environment.GetEnvironmentVariable(Variable);
        int lanes = string.IsNullOrEmpty(expected) ? SimdDispatch.Width : int.Parse(expected, CultureInfo.InvariantCulture);

        // Every width up to the expected one is there, and none above it: exactly one path is the widest.
        Assert.Contains(lanes, (int[])[1, 4, 8, 16]);
        Assert.All(widths, width => Assert.Equal(width.Lanes <= lanes, width.IsAccelerated));
        Assert.Equal(lanes, SimdDispatch.Width);
        Assert.Equal(lanes, SimdDispatch.Run<CountTask, int>(default));
    }

    private readonly struct CountTask : ISimdTask<int>
    {
        public int Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd> => TSimd.Count;
    }
}
