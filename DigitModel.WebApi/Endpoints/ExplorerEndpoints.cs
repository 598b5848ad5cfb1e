using System.Globalization;
using DigitEngine.Data;
using MlNetDigits.WebApi.Explorer;
using MlNetDigits.WebApi.Requests;

namespace MlNetDigits.WebApi.Endpoints;

/// <summary><c>GET /explorer</c> and <c>/explorer/images</c>: the confusion matrix, and the images of one of its cells.</summary>
internal static class ExplorerEndpoints
{
    private const int MaxTake = 200;

    public static IResult Matrix(ExplorerService explorer) => TypedResults.Json(explorer.State, ApiJson.Default.ExplorerResponse);

    /// <param name="explorer">The images.</param>
    /// <param name="actual">The true digit.</param>
    /// <param name="predicted">The predicted digit.</param>
    /// <param name="skip">How many images to skip.</param>
    /// <param name="take">How many images to return.</param>
    public static IResult Images(ExplorerService explorer, string? actual, string? predicted, string? skip, string? take)
    {
        int row = ParseNumber(actual, nameof(actual), DigitImage.ClassCount - 1, null);
        int column = ParseNumber(predicted, nameof(predicted), DigitImage.ClassCount - 1, null);
        int first = ParseNumber(skip, nameof(skip), int.MaxValue, 0);
        int count = ParseNumber(take, nameof(take), MaxTake, 60);
        return explorer.Evaluation is ExploredImages evaluation
            ? TypedResults.Json(evaluation.Images(row, column, first, count), ApiJson.Default.ExplorerImagesResponse)
            : throw new RequestProblem(StatusCodes.Status409Conflict, "There is no evaluation yet: see /explorer.");
    }

    private static int ParseNumber(string? text, string name, int most, int? fallback)
    {
        if (text is null && fallback is int value)
        {
            return value;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most
            ? number
            : throw new RequestProblem(StatusCodes.Status400BadRequest, $"Expected {name} to be a whole number from 0 to {most}.");
    }
}
