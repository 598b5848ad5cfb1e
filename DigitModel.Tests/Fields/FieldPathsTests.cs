using DigitEngine;
using DigitPictures.Fields;

namespace MlNetDigits.Tests.Fields;

/// <summary>Dynamic programming against going through all paths one by one.</summary>
public class FieldPathsTests
{
    private const int NodeCount = 6;

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void BestAndLogSum_AreThoseOfAllPaths(int seed)
    {
        SegmentLattice lattice = Lattice(seed);
        Assert.Equal(Best(AllPaths(lattice)), new FieldPaths(lattice, null).Best());
        Assert.Equal(LogSum(AllPaths(lattice), null), new FieldPaths(lattice, null).LogSum(), 1e-9);
        for (int length = 1; length < NodeCount; length++)
        {
            FieldItem[] items = [.. Enumerable.Repeat(FieldItem.AnyDigit, length)];
            List<Segment>[] paths = [.. AllPaths(lattice).Where(path => path.Count == length)];
            Assert.Equal(paths.Length == 0 ? null : Best(paths), new FieldPaths(lattice, items).Best());
            if (paths.Length > 0)
            {
                Assert.Equal(LogSum(paths, null), new FieldPaths(lattice, items).LogSum(), 1e-9);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void LogSum_TakesOnlyPathsThatReadTheText(int seed)
    {
        SegmentLattice lattice = Lattice(seed);
        int[] text = [3, 1];
        double expected = LogSum(AllPaths(lattice).Where(path => path.Count == 2), text);
        Assert.Equal(expected, new FieldPaths(lattice, [FieldItem.Digit(3), FieldItem.Digit(1)]).LogSum(), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Shares_AreThoseOfAllPaths(int seed)
    {
        SegmentLattice lattice = Lattice(seed);
        double all = LogSum(AllPaths(lattice), null);
        Dictionary<Segment, double> shares = [];
        new FieldPaths(lattice, null).Shares((segment, share) => shares[segment] = shares.GetValueOrDefault(segment) + share);
        foreach (Segment segment in lattice.From.SelectMany(from => from))
        {
            IEnumerable<List<Segment>> through = AllPaths(lattice).Where(path => path.Contains(segment));
            Assert.Equal(Math.Exp(LogSum(through, null) - all), shares.GetValueOrDefault(segment), 1e-9);
        }
    }

    /// <summary>
    /// Nodes within one group, so that no segment but the longest is whole; most pairs of nodes have a segment.
    /// </summary>
    private static SegmentLattice Lattice(int seed)
    {
        SeededRandom random = new((ulong)seed);
        LatticeNode[] nodes = [.. Enumerable.Range(0, NodeCount).Select(i => i == 0 ? new LatticeNode(0, null, 0)
            : i == NodeCount - 1 ? new LatticeNode(1, null, i) : new LatticeNode(0, new Cut([i], i, 0.1), i))];
        List<Segment>[] from = new List<Segment>[NodeCount];
        float[] scores = new float[10];
        for (int i = 0; i < NodeCount; i++)
        {
            from[i] = [];
            for (int j = i + 1; j < NodeCount; j++)
            {
                if (random.NextSingle() < 0.2f)
                {
                    continue;
                }

                for (int label = 0; label < scores.Length; label++)
                {
                    scores[label] = random.NextSingle();
                }

                float sum = scores.Sum();
                Segment segment = new(i, j, new(i, 0, j - i, 1), default);
                segment.Score([.. scores.Select(score => score / sum)], 0);
                segment.Weight = random.NextSingle(-3, 1);
                from[i].Add(segment);
            }
        }

        return new(nodes, from, [false]);
    }

    private static List<List<Segment>> AllPaths(SegmentLattice lattice, int node = 0) => node == NodeCount - 1
        ? [[]]
        : [.. from first in lattice.From[node]
               from rest in AllPaths(lattice, first.To)
               select (List<Segment>)[first, .. rest]];

    private static List<Segment>? Best(IEnumerable<List<Segment>> paths) =>
        paths.MaxBy(path => path.Sum(segment => segment.Weight + segment.LogClass(segment.Label)));

    private static double LogSum(IEnumerable<List<Segment>> paths, int[]? text) => Math.Log(paths.Sum(path =>
        Math.Exp(path.Select((segment, i) => segment.Weight + (text is null ? 0 : segment.LogClass(text[i]))).Sum())));
}
