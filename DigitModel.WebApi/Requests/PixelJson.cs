using System.Globalization;
using System.Text.Json;
using DigitEngine.Data;

namespace MlNetDigits.WebApi.Requests;

/// <summary>
/// Reads pixels out of JSON straight to where they are used: nothing is allocated, and a bad value is named by its place.
/// </summary>
internal static class PixelJson
{
    private const string One = "pixels";
    private const string Many = "images";

    private static readonly string Row = $"an array of {DigitImage.PixelCount} numbers";

    /// <summary>Reads <c>{"pixels":[…]}</c> of 784 numbers from 0 to 255.</summary>
    /// <exception cref="RequestProblem">The JSON is something else.</exception>
    public static void ReadOne(ReadOnlySpan<byte> json, Span<float> pixels)
    {
        Utf8JsonReader reader = Open(json);
        try
        {
            ReadMember(ref reader, One);
            ReadRow(ref reader, pixels, One);
            ReadEnd(ref reader, One);
        }
        catch (JsonException error)
        {
            throw Malformed(error);
        }
    }

    /// <summary>Reads <c>{"images":[[…],[…]]}</c>, each of 784 numbers from 0 to 255.</summary>
    /// <returns>The images, one after the other.</returns>
    /// <exception cref="RequestProblem">The JSON is something else, or there are more than <paramref name="most"/>.</exception>
    public static List<float[]> ReadMany(ReadOnlySpan<byte> json, int most)
    {
        Utf8JsonReader reader = Open(json);
        try
        {
            ReadMember(ref reader, Many);
            Expect(ref reader, JsonTokenType.StartArray, Many, "an array of images");
            List<float[]> images = [];
            while (Read(ref reader) && reader.TokenType != JsonTokenType.EndArray)
            {
                if (images.Count == most)
                {
                    throw new RequestProblem(StatusCodes.Status413PayloadTooLarge, $"Expected at most {most} images in {Many}.");
                }

                float[] row = new float[DigitImage.PixelCount];
                ReadRow(ref reader, row, string.Create(CultureInfo.InvariantCulture, $"{Many}[{images.Count}]"), isRead: true);
                images.Add(row);
            }

            ReadEnd(ref reader, Many);
            return images.Count > 0 ? images : throw Bad($"Expected at least one image in {Many}.");
        }
        catch (JsonException error)
        {
            throw Malformed(error);
        }
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = 4 });

    private static void ReadMember(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, "the body", $"an object with {name}");
        Read(ref reader);
        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(name))
        {
            throw Bad($"Expected the one member {name}, but found {Describe(ref reader)}.");
        }
    }

    private static void ReadRow(ref Utf8JsonReader reader, Span<float> pixels, string place, bool isRead = false)
    {
        if (!isRead)
        {
            Read(ref reader);
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Bad($"Expected {place} to be {Row}, but found {Describe(ref reader)}.");
        }

        int count = 0;
        while (Read(ref reader) && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number)
            {
                throw Bad($"Expected {place}[{count}] to be a number, but found {Describe(ref reader)}.");
            }

            float value = reader.GetSingle();
            if (!(value is >= 0 and <= byte.MaxValue))
            {
                throw Bad(FormattableString.Invariant($"Expected {place}[{count}] to be from 0 to 255, but found {value}."));
            }

            if (count < pixels.Length)
            {
                pixels[count] = value;
            }

            count++;
        }

        if (count != pixels.Length)
        {
            throw Bad($"Expected {place} to be {Row}, but found {count}.");
        }
    }

    private static void ReadEnd(ref Utf8JsonReader reader, string name)
    {
        Read(ref reader);
        if (reader.TokenType != JsonTokenType.EndObject)
        {
            throw Bad($"Expected the one member {name}, but found {Describe(ref reader)} after it.");
        }
        // What comes after the object makes the reader throw.
        reader.Read();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string place, string expected)
    {
        Read(ref reader);
        if (reader.TokenType != type)
        {
            throw Bad($"Expected {place} to be {expected}, but found {Describe(ref reader)}.");
        }
    }

    private static bool Read(ref Utf8JsonReader reader) =>
        reader.Read() ? true : throw Bad("Expected more JSON, but the body ends.");

    private static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.EndObject => "the object's end",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.PropertyName => "another member",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a truth value",
    };

    private static RequestProblem Malformed(JsonException error) => Bad(
        $"The body is no valid JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.", error);

    private static RequestProblem Bad(string detail, Exception? cause = null) =>
        new(StatusCodes.Status400BadRequest, detail, cause);
}
