using System.Globalization;
using System.Threading.RateLimiting;
using DigitPictures;
using DigitPictures.Fields;
using MlNetDigits.Hosting;
using MlNetDigits.WebApi.Protection;
using MlNetDigits.WebApi.Requests;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Endpoints;

/// <summary><c>POST /read</c>: a picture of one line of digits.</summary>
internal static class ReadEndpoint
{
    /// <param name="http">The request.</param>
    /// <param name="length">The number of digits in the field.</param>
    /// <param name="pattern">
    /// The form of the field, such as 99999-9999: each 9 stands for a digit, anything else for itself.
    /// </param>
    /// <param name="recognizer">The model.</param>
    /// <param name="budget">Limits the memory for bodies.</param>
    /// <param name="gate">Limits the work done at once.</param>
    /// <param name="settings">The limits.</param>
    public static async Task<IResult> ReadAsync(
        HttpContext http,
        string? length,
        string? pattern,
        DigitRecognizer recognizer,
        BodyBudget budget,
        WorkGate gate,
        ServiceSettings settings)
    {
        FieldOptions options = new() { Length = ParseLength(length), Pattern = string.IsNullOrEmpty(pattern) ? null : pattern };
        if (!PictureBody.IsPicture(http.Request))
        {
            throw new RequestProblem(
                StatusCodes.Status415UnsupportedMediaType,
                "Expected a picture (image/png, image/jpeg, image/bmp, or a form with one file).");
        }

        using RequestBody body = await PictureBody.ReadAsync(http, budget, settings.MaxBodyBytes);
        using RateLimitLease lease = await gate.EnterAsync(http);
        GrayPicture picture = PictureBody.Decode(body, settings.MaxPicturePixels);
        return TypedResults.Json(ReadResponse.From(Read(recognizer, picture, options), picture), ApiJson.Default.ReadResponse);
    }

    private static FieldResult Read(DigitRecognizer recognizer, GrayPicture picture, FieldOptions options)
    {
        try
        {
            return recognizer.ReadField(picture, options);
        }
        catch (ArgumentException error)
        {
            throw new RequestProblem(StatusCodes.Status400BadRequest, WithoutParameter(error), error);
        }
    }

    /// <summary>The exception's message without the parameter's name, which the runtime appends.</summary>
    private static string WithoutParameter(ArgumentException error)
    {
        int end = error.Message.IndexOf(" (Parameter ", StringComparison.Ordinal);
        return end < 0 ? error.Message : error.Message[..end];
    }

    private static int? ParseLength(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length is >= 1 and <= FieldOptions.MaxLength
            ? length
            : throw new RequestProblem(
                StatusCodes.Status400BadRequest, $"Expected length to be a whole number from 1 to {FieldOptions.MaxLength}.");
    }
}
