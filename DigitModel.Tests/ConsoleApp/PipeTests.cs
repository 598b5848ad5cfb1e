using System.Globalization;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary><c>predict -</c>: a row in, an answer out.</summary>
[Collection(SharedModel.Name)]
public sealed class PipeTests(ConsoleFixture fixture)
{
    private const string Model = "runs/custom-1/DigitModel.zip";

    private string[] Rows => File.ReadAllLines(fixture.PathOf("labelled.csv"));

    [Fact]
    public void EachRow_IsAnsweredBeforeTheNextIsWritten()
    {
        using ConsoleProcess pipe = ConsoleProcess.Start(fixture.Folder, "predict", "-", "--output", "-", "--model", Model);
        string[] rows = Rows;
        pipe.Write(rows[0] + "\n");
        string[] answers = new string[rows.Length - 1];
        for (int row = 1; row < rows.Length; row++)
        {
            pipe.Write(rows[row] + "\n");
            answers[row - 1] = pipe.ReadLine()!;
        }

        ConsoleResult end = pipe.Wait().Succeeded();

        Assert.Equal(answers, end.Lines);
        Assert.Equal(Labels(), answers.Select(answer => answer.Split(',')[0]));
        Assert.All(answers, answer => Assert.Matches(@"^\d,[01]\.\d{4},(true|false)$", answer));
    }

    [Fact]
    public void Answers_AreThose_OfTheFile_WhateverTheFormOfTheRows()
    {
        string[] rows = Rows;
        string[] files = ConsoleProcess.Run(fixture.Folder, "predict", "labelled.csv", "--model", Model, "--scores").Succeeded().Lines;
        string[] all = [.. Enumerable.Repeat(rows[1..], 20).SelectMany(each => each)];
        using ConsoleProcess pipe = ConsoleProcess.Start(fixture.Folder, "predict", "-", "--model", Model, "--scores", "--header", "--threads", "1");
        _ = Task.Run(() =>
        {
            // Neither header nor labels.
            pipe.Write(string.Join('\n', all.Select(row => row[(row.IndexOf(',', StringComparison.Ordinal) + 1)..])));
            pipe.CloseInput();
        });
        while (pipe.ReadLine() is not null)
        {
        }

        string[] answers = pipe.Wait().Succeeded().Lines;
        Assert.Equal("label,confidence,isDigit,score0,score1,score2,score3,score4,score5,score6,score7,score8,score9", answers[0]);
        Assert.Equal(all.Length, answers.Length - 1);
        for (int row = 0; row < all.Length; row++)
        {
            string[] expected = files[1 + (row % (rows.Length - 1))].Split(',');
            string[] answer = answers[row + 1].Split(',');
            Assert.Equal(expected[1], answer[0]);
            Assert.Equal(expected[2..], answer[3..]);
            Assert.Equal(
                double.Parse(answer[3 + int.Parse(answer[0], CultureInfo.InvariantCulture)], CultureInfo.InvariantCulture),
                double.Parse(answer[1], CultureInfo.InvariantCulture),
                0.00005 + 1e-9);
        }
    }

    [Fact]
    public void NoRow_GivesNoAnswer()
    {
        using ConsoleProcess empty = ConsoleProcess.Start(fixture.Folder, "predict", "-", "--model", Model);
        Assert.Empty(empty.Wait().Succeeded().Output);

        using ConsoleProcess header = ConsoleProcess.Start(fixture.Folder, "predict", "-", "--model", Model);
        header.Write(Rows[0] + "\n");
        Assert.Empty(header.Wait().Succeeded().Output);
    }

    [Fact]
    public void ABadRow_IsTold_AfterTheAnswersToAllBefore()
    {
        using ConsoleProcess pipe = ConsoleProcess.Start(fixture.Folder, "predict", "-", "--model", Model);
        pipe.Write(string.Join('\n', [.. Rows[..51], "1,2,3", .. Rows[51..60]]) + "\n");
        ConsoleResult result = pipe.Wait();

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(Labels()[..50], result.Lines.Select(answer => answer.Split(',')[0]));
        Assert.Equal(
            "error: standard input, line 52: expected 785 columns (label and 784 pixels) but found 3\n", result.Error);
    }

    [Fact]
    public void AClosedOutput_EndsQuietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A closed pipe is tested as Unix tells of it.");
        using ConsoleProcess pipe = ConsoleProcess.Start(fixture.Folder, "predict", "-", "--model", Model);
        string row = Rows[1] + "\n";
        pipe.Write(row);
        Assert.NotNull(pipe.ReadLine());

        ConsoleResult result = pipe.StopReading(() => pipe.Write(row));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public void AFile_IsWrittenWholeOrNotAtAll()
    {
        string path = fixture.PathOf("answers.csv");
        using (ConsoleProcess pipe = ConsoleProcess.Start(fixture.Folder, "predict", "-", "--model", Model, "--output", "answers.csv"))
        {
            pipe.Write(string.Join('\n', [.. Rows[..5], "1,2,3"]) + "\n");
            Assert.Equal(2, pipe.Wait().ExitCode);
            Assert.False(File.Exists(path));
        }

        using (ConsoleProcess pipe = ConsoleProcess.Start(fixture.Folder, "predict", "-", "--model", Model, "--output", "answers.csv"))
        {
            pipe.Write(string.Join('\n', Rows[..5]) + "\n");
            Assert.Empty(pipe.Wait().Succeeded().Output);
            Assert.Equal(4, File.ReadAllLines(path).Length);
        }
    }

    [Theory]
    [InlineData("-: standard input can't be combined", "predict", "-", "labelled.csv")]
    [InlineData("--header: expected the path -", "predict", "labelled.csv", "--header")]
    [InlineData("--save-normalized: expected pictures", "predict", "-", "--save-normalized", "seen")]
    public void Options_AreRefused_WhereTheyMeanNothing(string problem, params string[] arguments) =>
        ConsoleProcess.Run(fixture.Folder, arguments).RefusedWith(problem);

    private string[] Labels() =>
    [
        .. ConsoleProcess.Run(fixture.Folder, "predict", "labelled.csv", "--model", Model).Succeeded()
            .Lines[1..].Select(line => line.Split(',')[1]),
    ];
}
