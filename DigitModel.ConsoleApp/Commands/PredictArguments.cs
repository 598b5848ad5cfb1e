namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>What is asked of <c>predict</c>.</summary>
internal sealed record PredictArguments(
    string[] Paths, string? Model, string? Output, bool Scores, bool Header, int Threads, string? Normalized)
{
    /// <summary>Whether rows come through standard input.</summary>
    public bool FromPipe => Paths is [PipePrediction.Dash];

    /// <param name="pictures">Whether the paths are pictures.</param>
    /// <exception cref="CommandException">The options don't go with the paths.</exception>
    public void Check(bool pictures)
    {
        if (!FromPipe && Paths.Contains(PipePrediction.Dash))
        {
            throw new CommandException("-: expected standard input alone, without other paths");
        }

        if (Normalized is not null && !pictures)
        {
            throw new CommandException("--save-normalized: expected pictures; files of pixels are in the model's form already");
        }

        if (Header && !FromPipe)
        {
            throw new CommandException("--header: expected the path -; what is written for files has a header anyway");
        }
    }
}
