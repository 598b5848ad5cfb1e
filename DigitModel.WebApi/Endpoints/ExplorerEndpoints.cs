using System.Globalization;
using DigitEngine.Data;
using MlNetDigits.WebApi.Answers;
using MlNetDigits.WebApi.Explorer;
using MlNetDigits.WebApi.Requests;

namespace MlNetDigits.WebApi.Endpoints;

/// <summary><c>GET /explorer</c> and <c>/explorer/images</c>: the confusion matrix, and the images of a cell.</summary>
internal static class ExplorerEndpoints
{
    private const int MaxTake = 200;

    public static IResult Matrix(ExplorerService explorer) => TypedResults.Json(explorer.State, ApiJson.Default.ExplorerAnswer);

    /// <param name="explorer">The images.</param>
    /// <param name="actual">The true digit.</param>
    /// <param name="predicted">What it was taken for.</param>
    /// <param name="skip">Images to leave out at the start.</param>
    /// <param name="take">Images wanted.</param>
    public static IResult Images(ExplorerService explorer, string? actual, string? predicted, string? skip, string? take)
    {
        int row = Whole(actual, nameof(actual), DigitImage.ClassCount - 1, null);
        int column = Whole(predicted, nameof(predicted), DigitImage.ClassCount - 1, null);
        int first = Whole(skip, nameof(skip), int.MaxValue, 0);
        int count = Whole(take, nameof(take), MaxTake, 60);
        return explorer.Evaluation is ExploredImages evaluation
            ? TypedResults.Json(evaluation.Images(row, column, first, count), ApiJson.Default.ExplorerImages)
            : throw new RequestProblem(StatusCodes.Status409Conflict, "There is no evaluation yet: see /explorer.");
    }

    private static int Whole(string? text, string name, int most, int? standard)
    {
        if (text is null && standard is int value)
        {
            return value;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most
            ? number
            : throw new RequestProblem(StatusCodes.Status400BadRequest, $"Expected {name} to be a whole number from 0 to {most}.");
    }
}
