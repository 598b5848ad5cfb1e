using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DigitEngine.Data;

namespace MlNetDigits.WebApi.Requests;

/// <summary>Reads requests from JSON. Whatever is wrong is reported in one line that says where.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(PixelConverter)])]
[JsonSerializable(typeof(PredictRequest))]
[JsonSerializable(typeof(BatchRequest))]
internal sealed partial class RequestJson : JsonSerializerContext
{
    private const string Pixels = "pixels";
    private const string Images = "images";

    private static readonly string Row = $"an array of {DigitImage.PixelCount} numbers";

    /// <summary>Checks that a request declares its body to be JSON.</summary>
    /// <param name="request">The request.</param>
    /// <param name="alternative">Which other types the route accepts, for the message.</param>
    /// <exception cref="RequestProblem">The request declares another content type, or none.</exception>
    public static void RequireContentType(HttpRequest request, string alternative = "")
    {
        if (request.HasJsonContentType())
        {
            return;
        }

        string found = request.ContentType is { Length: > 0 and < 100 } type ? type : "none that is known";
        throw new RequestProblem(
            StatusCodes.Status415UnsupportedMediaType,
            $"Expected the content type application/json {alternative}".TrimEnd() + $", but found {found}.");
    }

    /// <summary>Reads <c>{"pixels":[…]}</c>: 784 numbers from 0 to 255.</summary>
    /// <exception cref="RequestProblem">The body is anything else.</exception>
    public static float[] ReadPixels(ReadOnlySpan<byte> json) => Read(json, Default.PredictRequest, Pixels).Pixels;

    /// <summary>Reads <c>{"images":[[…],[…]]}</c>: 784 numbers from 0 to 255 for each image.</summary>
    /// <exception cref="RequestProblem">
    /// The body is anything else, or has no image or more than <paramref name="most"/>.
    /// </exception>
    public static float[][] ReadImages(ReadOnlySpan<byte> json, int most)
    {
        float[][] images = Read(json, Default.BatchRequest, Images).Images;
        if (images.Length > most)
        {
            throw new RequestProblem(StatusCodes.Status413PayloadTooLarge, $"Expected at most {most} images in {Images}.");
        }

        return images.Length > 0 ? images : throw Bad($"Expected at least one image in {Images}.");
    }

    private static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string member)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Bad(NoObject(member, JsonTokenType.Null));
        }
        catch (PixelException error)
        {
            // The path is that of the row: $.pixels or $.images[3].
            throw Bad($"Expected {error.Path![2..]}{error.Message}", error);
        }
        catch (JsonException error) when (error.InnerException is JsonException)
        {
            throw Bad($"The body is not valid JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.", error);
        }
        catch (JsonException error)
        {
            throw Bad(Mismatch(error, FirstToken(json), member), error);
        }
    }

    /// <summary>Says what is wrong with valid JSON whose values are not those of the request.</summary>
    private static string Mismatch(JsonException error, JsonTokenType first, string member) => error.Path switch
    {
        _ when first != JsonTokenType.StartObject => NoObject(member, first),
        "$" => $"Expected the one member {member}, but found none.",
        "$." + Images => $"Expected {Images} to be one array of images.",
        _ => $"Expected the one member {member}, but found another member.",
    };

    private static string NoObject(string member, JsonTokenType found) =>
        $"Expected the body to be an object with {member}, but found {Describe(found)}.";

    private static JsonTokenType FirstToken(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        reader.Read();
        return reader.TokenType;
    }

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a truth value",
    };

    private static RequestProblem Bad(string detail, Exception? cause = null) =>
        new(StatusCodes.Status400BadRequest, detail, cause);

    /// <summary>Reads the pixels of one image. Only as many are kept as an image has, however many there are.</summary>
    private sealed class PixelConverter : JsonConverter<float[]>
    {
        /// <summary>An image that is <c>null</c> is reported like any other wrong value.</summary>
        public override bool HandleNull => true;

        public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new PixelException($" to be {Row}, but found {Describe(reader.TokenType)}.");
            }

            float[] pixels = new float[DigitImage.PixelCount];
            int count = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.Number)
                {
                    throw new PixelException($"[{count}] to be a number, but found {Describe(reader.TokenType)}.");
                }

                float value = reader.GetSingle();
                if (!(value is >= 0 and <= byte.MaxValue))
                {
                    throw new PixelException(FormattableString.Invariant($"[{count}] to be from 0 to 255, but found {value}."));
                }

                if (count < pixels.Length)
                {
                    pixels[count] = value;
                }

                count++;
            }

            return count == pixels.Length ? pixels : throw new PixelException($" to be {Row}, but found {count}.");
        }

        public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Requests are read only.");
    }

    /// <summary>A row of pixels is wrong. The message continues the row's path, which the serializer fills in.</summary>
    private sealed class PixelException(string message) : JsonException(message);
}
