using DigitPictures;
using Microsoft.AspNetCore.Http.Features;
using MlNetDigits.WebApi.Protection;

namespace MlNetDigits.WebApi.Requests;

/// <summary>A picture in a request: the whole body, or the one file of a form.</summary>
internal static class PictureBody
{
    private const string Form = "multipart/form-data";

    /// <summary>Whether the body may be a picture, judged by the content type.</summary>
    public static bool IsPicture(HttpRequest request) =>
        HasType(request, "image/") || HasType(request, Form) || HasType(request, "application/octet-stream");

    /// <summary>Reads the file without decoding it.</summary>
    /// <exception cref="RequestProblem">There is no file, or more than one.</exception>
    public static async Task<RequestBody> ReadAsync(HttpContext http, BodyBudget budget, int maxBodyBytes)
    {
        if (!HasType(http.Request, Form))
        {
            return await RequestBody.ReadAsync(http, budget);
        }

        IDisposable? room = await budget.EnterAsync(http);
        try
        {
            IFormFile file = await ReadFormAsync(http, maxBodyBytes);
            await using Stream stream = file.OpenReadStream();
            return await RequestBody.ReadAsync(stream, file.Length, room, http.RequestAborted);
        }
        catch
        {
            room?.Dispose();
            throw;
        }
    }

    /// <summary>Decodes a picture.</summary>
    /// <exception cref="RequestProblem">It is damaged, of an unknown format, or larger than allowed.</exception>
    public static GrayPicture Decode(RequestBody body, int maxPixels)
    {
        try
        {
            using Stream stream = body.OpenRead();
            return GrayPicture.Load(stream, "picture", maxPixels);
        }
        catch (PictureFormatException error)
        {
            throw new RequestProblem(StatusCodes.Status422UnprocessableEntity, $"The picture can't be read: {error.Problem}.", error);
        }
    }

    private static async Task<IFormFile> ReadFormAsync(HttpContext http, int maxBodyBytes)
    {
        // The largest body allowed still fits in the memory buffer, so nothing that anybody sends is written to disk.
        FormOptions options = new()
        {
            MemoryBufferThreshold = maxBodyBytes,
            MultipartBodyLengthLimit = maxBodyBytes,
            ValueCountLimit = 8,
        };
        try
        {
            IFormCollection form = await http.Request.ReadFormAsync(options, http.RequestAborted);
            return form.Files.Count == 1
                ? form.Files[0]
                : throw new RequestProblem(
                    StatusCodes.Status400BadRequest, $"Expected one file in the form but found {form.Files.Count}.");
        }
        catch (OperationCanceledException error)
        {
            throw RequestBody.Late(error);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new RequestProblem(StatusCodes.Status400BadRequest, "The form can't be read: it is damaged or incomplete.", error);
        }
    }

    private static bool HasType(HttpRequest request, string start) =>
        request.ContentType?.StartsWith(start, StringComparison.OrdinalIgnoreCase) == true;
}
