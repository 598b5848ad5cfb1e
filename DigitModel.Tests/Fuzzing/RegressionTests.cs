using MlNetDigits.Benchmarks.Fuzzing;

namespace MlNetDigits.Tests.Fuzzing;

/// <summary>What fuzzing has found, kept: <c>Fixtures/regressions/TARGET--WHAT</c>.</summary>
public class RegressionTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "DigitModel.Tests", "Fixtures", "regressions");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Run_TakesWhatOnceWentWrong(string file)
    {
        FuzzTarget target = FuzzTargets.Find(file[..file.IndexOf("--", StringComparison.Ordinal)]);
        Assert.Null(Fuzzer.Check(target, File.ReadAllBytes(Path.Combine(Folder, file)), FuzzTests.LongestRun));
    }
}
