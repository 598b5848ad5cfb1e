using DigitEngine.Data;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Data;

public class DataSplitTests
{
    [Theory]
    [InlineData("60/20/20", 60, 20, 20)]
    [InlineData("100/0/0", 100, 0, 0)]
    [InlineData(" 66.5 / 16.5/17", 66.5, 16.5, 17)]
    public void Parse_ReadsThreePercentages(string text, decimal train, decimal validation, decimal test)
    {
        SplitRatios ratios = SplitRatios.Parse(text);
        Assert.Equal((train, validation, test), (ratios.Train, ratios.Validation, ratios.Test));
        Assert.Equal(ratios, SplitRatios.Parse(ratios.ToString()));
    }

    [Fact]
    public void Parse_ReadsWhatToStringWrites() => Prop.ForAll(Ratios.ToArbitrary(), ratios =>
        Assert.Equal(ratios, SplitRatios.Parse(ratios.ToString()))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("60/40")]
    [InlineData("60/20/20/0")]
    [InlineData("60/20/21")]
    [InlineData("0/50/50")]
    [InlineData("120/-10/-10")]
    [InlineData("60,5/20/19,5")]
    [InlineData("a/b/c")]
    [InlineData("79228162514264337593543950335/79228162514264337593543950335/1")]
    public void Parse_Throws_WhenTheTextIsSomethingElse(string text)
    {
        FormatException error = Assert.Throws<FormatException>(() => SplitRatios.Parse(text));
        Assert.StartsWith("Expected three percentages such as 60/20/20", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Constructor_Throws_WhenRatiosDoNotAddUp() =>
        Assert.Throws<ArgumentException>(() => new SplitRatios(60, 20, 19));

    [Theory]
    [InlineData(10, "60/20/20", 6, 2, 2)]
    [InlineData(3, "60/20/20", 2, 1, 0)] // 1.8, 0.6, 0.6: equal remainders, the earlier wins
    [InlineData(1, "34/33/33", 1, 0, 0)]
    [InlineData(2, "34/33/33", 1, 1, 0)]
    [InlineData(0, "60/20/20", 0, 0, 0)]
    [InlineData(7, "100/0/0", 7, 0, 0)]
    [InlineData(7, "80/0/20", 6, 0, 1)] // 5.6, 0, 1.4
    public void Apportion_GivesTheLargestRemaindersOneMore(int count, string ratios, int train, int validation, int test)
    {
        int[] sizes = new int[3];
        DataSplit.Apportion(count, SplitRatios.Parse(ratios), sizes);
        Assert.Equal([train, validation, test], sizes);
    }

    /// <summary>Hamilton's method keeps quota: what is left over goes to those with the most of it, one each.</summary>
    [Fact]
    public void Apportion_RoundsEachShareUpOrDown_AndGivesAll()
    {
        Gen<(int Count, SplitRatios Ratios)> cases = from count in Gen.Choose(0, 100_000) from ratios in Ratios select (count, ratios);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            int[] sizes = new int[3];
            DataSplit.Apportion(c.Count, c.Ratios, sizes);
            decimal[] shares = [.. new[] { c.Ratios.Train, c.Ratios.Validation, c.Ratios.Test }.Select(percent => percent * c.Count / 100)];
            Assert.Equal(c.Count, sizes.Sum());
            Assert.All(sizes.Index(), size => Assert.InRange(size.Item, decimal.Floor(shares[size.Index]), decimal.Ceiling(shares[size.Index])));
            decimal[] remainders = [.. shares.Select(share => share - decimal.Floor(share))];
            Assert.All(
                from up in Enumerable.Range(0, 3)
                from down in Enumerable.Range(0, 3)
                where sizes[up] > shares[up] && sizes[down] < shares[down]
                select (up, down),
                pair => Assert.True(remainders[pair.up] >= remainders[pair.down]));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Stratified_IsAPartitionStratifiedWithinOne()
    {
        Gen<(int Count, int Train, int Validation, int Seed)> cases =
            from count in Gen.Choose(40, 400)
            from train in Gen.Choose(20, 60)
            from validation in Gen.Choose(15, 25)
            from seed in Gen.Choose(0, 1_000_000)
            select (count, train, validation, seed);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            SplitRatios ratios = new(c.Train, c.Validation, 100 - c.Train - c.Validation);
            DigitDataset data = NumberedDataset(c.Count, (ulong)c.Seed);
            DataSplit split = DataSplit.Stratified(data, ratios, (ulong)c.Seed);
            DigitDataset[] parts = [split.Train, split.Validation, split.Test.Data];
            decimal[] percents = [ratios.Train, ratios.Validation, ratios.Test];

            bool complete = parts.SelectMany(Numbers).Order().SequenceEqual(Enumerable.Range(0, c.Count));
            bool ordered = parts.All(part => Numbers(part).SequenceEqual(Numbers(part).Order()));
            bool stratified = parts.Index().All(part => Enumerable.Range(0, 10).All(digit =>
                Math.Abs(part.Item.CountPerClass[digit] - (data.CountPerClass[digit] * percents[part.Index] / 100)) < 1));
            bool labelled = parts.All(part =>
                Enumerable.Range(0, part.Count).All(i => part.Label(i) == data.Label(Number(part, i))));
            return complete && ordered && stratified && labelled;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Stratified_IsRepeatable_AndDiffersBySeed()
    {
        DigitDataset data = TestImages.RandomDataset(200, 1);
        DataSplit first = DataSplit.Stratified(data, SplitRatios.Default, 5);
        DataSplit again = DataSplit.Stratified(data, SplitRatios.Default, 5);
        DataSplit other = DataSplit.Stratified(data, SplitRatios.Default, 6);
        Assert.Equal(first.Train.Fingerprint, again.Train.Fingerprint);
        Assert.Equal(first.Test.Fingerprint, again.Test.Fingerprint);
        Assert.NotEqual(first.Train.Fingerprint, other.Train.Fingerprint);
    }

    [Fact]
    public void Stratified_SplitsTheSameForEver()
    {
        // Users compare runs by seed: a change of these numbers is a break, not a detail.
        DataSplit split = DataSplit.Stratified(NumberedDataset(30, 2), SplitRatios.Default, 0);
        Assert.Equal("5 15 18 25", string.Join(' ', Numbers(split.Test.Data)));
    }

    [Theory]
    [InlineData(0, "training")]
    [InlineData(1, "validation")]
    [InlineData(3, "test")]
    public void Stratified_Throws_WhenAPartWouldBeEmpty(int count, string part)
    {
        DigitDataset data = new(new ImageSet(TestImages.RandomPixels(count, 1)), new byte[count]);
        DataSplitException error = Assert.Throws<DataSplitException>(
            () => DataSplit.Stratified(data, SplitRatios.Default, 0));
        Assert.StartsWith($"{count} image", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($" split: the {part} part would be empty.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stratified_KeepsEqualImagesTogether_WhateverTheirLabels()
    {
        DigitDataset single = TestImages.RandomDataset(200, 3);
        int[] twice = [.. Enumerable.Range(0, 200), .. Enumerable.Range(0, 200)];
        byte[] pixels = [.. twice.SelectMany(i => single.Image(i).ToArray())];
        byte[] labels = [.. twice.Select((i, place) => (byte)((single.Label(i) + (place == 399 ? 1 : 0)) % 10))];
        DigitDataset data = new(new ImageSet(pixels), labels);

        DataSplit split = DataSplit.Stratified(data, SplitRatios.Default, 1);

        Assert.Equal((200, 0), (split.DuplicateCount, split.GroupCount));
        AssertApart(split, (part, i) => Convert.ToHexString(part.Image(i)));
        AssertStratified(data, split, within: 3);
    }

    [Fact]
    public void Stratified_KeepsGroupsTogether_AndEachDigitsShare()
    {
        const int Writers = 60;
        DigitDataset digits = NumberedDataset(3000, 4);

        // Writers of very different industry, one of whom wrote ones alone.
        int[] writers = [.. Enumerable.Range(0, 3000).Select(i => digits.Label(i) == 1 && i % 2 == 0 ? 0 : 1 + (int)((Writers - 1) * Math.Pow(i % 101 / 101.0, 1.5)))];
        DigitDataset data = digits.WithGroups(writers);

        DataSplit split = DataSplit.Stratified(data, SplitRatios.Default, 1);

        Assert.Equal((0, writers.Distinct().Count()), (split.DuplicateCount, split.GroupCount));
        AssertApart(split, (part, i) => writers[Number(part, i)]);
        Assert.Equal(
            Enumerable.Range(0, 3000),
            new[] { split.Train, split.Validation, split.Test.Data }.SelectMany(Numbers).Order());
        // Half of the ones can be in one part only.
        AssertStratified(data, split, within: 25, withinOfOnes: 50);
        Assert.NotEqual(split.Test.Fingerprint, DataSplit.Stratified(data, SplitRatios.Default, 2).Test.Fingerprint);
    }

    [Fact]
    public void Stratified_JoinsGroups_ThatShareAnImage()
    {
        byte[] pixels = TestImages.RandomPixels(40, 1);
        pixels.AsSpan(0, 784).CopyTo(pixels.AsSpan(39 * 784));
        int[] groups = [.. Enumerable.Range(0, 40).Select(i => i / 10)];
        DigitDataset data = new DigitDataset(new ImageSet(pixels), new byte[40]).WithGroups(groups);

        DataSplit split = DataSplit.Stratified(data, new(50, 25, 25), 1);

        // The first and the last ten are one group, so that all three parts are of whole groups.
        Assert.Equal([10, 10, 20], new[] { split.Train.Count, split.Validation.Count, split.Test.Count }.Order());
        Assert.Equal(1, split.DuplicateCount);
    }

    [Fact]
    public void Stratified_Throws_WhenGroupsAreTooFew()
    {
        DigitDataset data = TestImages.RandomDataset(100, 1).WithGroups([.. Enumerable.Range(0, 100).Select(i => i % 2)]);
        Assert.Equal(
            "100 images in 2 groups are too few for a 60/20/20 split: the test part would be empty.",
            Assert.Throws<DataSplitException>(() => DataSplit.Stratified(data, SplitRatios.Default, 0)).Message);
        Assert.Throws<ArgumentException>(() => data.WithGroups(new int[99]));
    }

    [Fact]
    public void Stratified_GivesAnEmptyPart_WhenNoneWasAskedFor()
    {
        DigitDataset data = TestImages.RandomDataset(50, 1);
        DataSplit split = DataSplit.Stratified(data, SplitRatios.Parse("100/0/0"), 0);
        Assert.Equal((50, 0, 0), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Throws<ArgumentException>(() => DataSplit.Stratified(data, default, 0));
    }

    private static void AssertApart<T>(DataSplit split, Func<DigitDataset, int, T> keyOf)
        where T : notnull
    {
        HashSet<T>[] keys =
        [
            .. new[] { split.Train, split.Validation, split.Test.Data }
                .Select(part => Enumerable.Range(0, part.Count).Select(i => keyOf(part, i)).ToHashSet()),
        ];
        Assert.False(keys[0].Overlaps(keys[1]) || keys[0].Overlaps(keys[2]) || keys[1].Overlaps(keys[2]));
    }

    /// <summary>Requires of each digit 60, 20 and 20 % in the parts, within a number of images.</summary>
    private static void AssertStratified(DigitDataset data, DataSplit split, int within, int? withinOfOnes = null)
    {
        int usual = within;
        for (int digit = 0; digit < 10; digit++)
        {
            int all = data.CountPerClass[digit];
            within = digit == 1 ? withinOfOnes ?? usual : usual;
            Assert.InRange(split.Train.CountPerClass[digit], (0.6 * all) - within, (0.6 * all) + within);
            Assert.InRange(split.Validation.CountPerClass[digit], (0.2 * all) - within, (0.2 * all) + within);
            Assert.InRange(split.Test.CountPerClass[digit], (0.2 * all) - within, (0.2 * all) + within);
        }
    }

    /// <summary>Ratios in tenths of a percent.</summary>
    private static Gen<SplitRatios> Ratios =>
        from train in Gen.Choose(1, 1000)
        from validation in Gen.Choose(0, 1000 - train)
        select new SplitRatios(train / 10m, validation / 10m, (1000 - train - validation) / 10m);

    /// <summary>Images that carry their own number in their first two pixels.</summary>
    private static DigitDataset NumberedDataset(int count, ulong seed)
    {
        byte[] pixels = new byte[count * 784];
        for (int i = 0; i < count; i++)
        {
            pixels[i * 784] = (byte)(i >> 8);
            pixels[(i * 784) + 1] = (byte)i;
        }

        return new DigitDataset(new ImageSet(pixels), TestImages.RandomLabels(count, seed));
    }

    private static int Number(DigitDataset data, int index) => (data.Image(index)[0] << 8) | data.Image(index)[1];

    private static IEnumerable<int> Numbers(DigitDataset data) => Enumerable.Range(0, data.Count).Select(i => Number(data, i));
}
