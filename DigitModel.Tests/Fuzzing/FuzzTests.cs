using DigitEngine;
using MlNetDigits.Benchmarks.Fuzzing;

namespace MlNetDigits.Tests.Fuzzing;

/// <summary>A short pass of what <c>DigitModel.Benchmarks -- fuzz</c> does for hours; docs/testing.md tells how.</summary>
public class FuzzTests
{
    private const ulong Seed = 2026;

    /// <summary>Here only what never ends is found: the command's second is for a machine that does nothing else.</summary>
    internal static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(25);

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void EveryReader_TakesOrRefusesDamagedInputs_InLittleTimeAndMemory(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name);
        FuzzReport report = new Fuzzer(Seed, Environment.ProcessorCount, LongestRun).Run(target, FuzzLimits.OfInputs(target.ShortPass));
        Assert.True(report.Findings.Count == 0, string.Join(Environment.NewLine, report.Findings.Select(Show)));
        Assert.Equal(target.ShortPass, report.Inputs);

        // Damage that is all found at the door proves as little as damage that reaches nobody.
        Assert.True(report.Accepted > report.Inputs / 100, $"{report.Accepted} of {report.Inputs} inputs were accepted");
        Assert.True(target.Problem is null || report.Rejected > report.Inputs / 10, $"{report.Rejected} of {report.Inputs} inputs were refused");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void EveryReader_TakesWhatIsNotDamaged(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name);
        Assert.NotEmpty(target.Seeds);
        int accepted = 0;
        foreach (byte[] seed in target.Seeds)
        {
            Assert.Null(Fuzzer.Check(target, seed, LongestRun));
            accepted += IsAccepted(target, seed) ? 1 : 0;
        }

        // All but what is there to be refused, such as data that is packed twice.
        Assert.InRange(accepted, target.Seeds.Count / 2, target.Seeds.Count);
    }

    [Fact]
    public void Make_GivesTheSameInput_ForASeedAndANumber()
    {
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            Assert.Equal(new Fuzzer(Seed, 1, LongestRun).Make(target, 17), new Fuzzer(Seed, 2, LongestRun).Make(target, 17));
            Assert.Contains(Enumerable.Range(0, 20), i =>
                !new Fuzzer(Seed, 1, LongestRun).Make(target, i).SequenceEqual(new Fuzzer(Seed + 1, 1, LongestRun).Make(target, i)));
        }
    }

    /// <summary>The watchman himself: whatever a reader does wrong is told.</summary>
    [Fact]
    public void Run_TellsOfEveryKindOfMisbehaviour()
    {
        Assert.StartsWith("InvalidOperationException: ", Finding(_ => throw new InvalidOperationException()));
        Assert.Equal("a message of more than a line: input: a\\u000ab", Finding(_ => throw new FormatException("input: a\nb")));
        Assert.StartsWith("a message of 2007 characters", Finding(_ => throw new FormatException("input: " + new string('x', 2000))));
        Assert.StartsWith("a message that does not begin with \"input:\"", Finding(_ => throw new FormatException("bad")));
        Assert.StartsWith("allocates 40 MB", Finding(_ => GC.KeepAlive(new byte[40 << 20])));
        Assert.StartsWith("takes 1.", Finding(_ => Spin(TimeSpan.FromSeconds(1.1))));
        Assert.StartsWith("FuzzException: ", Finding(_ => throw new FuzzException("other bytes")));
        Assert.Null(Finding(_ => throw new FormatException("input: bad")));
        Assert.Null(Finding(_ => { }));
    }

    private static void Spin(TimeSpan time)
    {
        TimeSpan start = ThreadClock.Elapsed;
        while (ThreadClock.Elapsed - start < time)
        {
        }
    }

    private static string? Finding(Action<byte[]> read) =>
        new Fuzzer(Seed, 1, TimeSpan.FromSeconds(1)).Run(new Misbehaving(read), FuzzLimits.OfInputs(1)).Findings.SingleOrDefault()?.Problem;

    private static bool IsAccepted(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Run(input);
            return true;
        }
        catch (Exception error) when (error.GetType() == target.Problem)
        {
            return false;
        }
    }

    private static string Show(FuzzFinding finding) =>
        $"{finding.Target} {finding.Index}: {finding.Problem} [{Convert.ToBase64String(finding.Input)}]";

    private sealed class Misbehaving(Action<byte[]> read) : FuzzTarget
    {
        public override string Name => "misbehaving";

        public override Type Problem => typeof(FormatException);

        public override IReadOnlyList<byte[]> Seeds => [[1]];

        public override byte[] Mutate(int seed, ref SeededRandom random) => Seeds[seed];

        public override void Run(byte[] input) => read(input);
    }
}
