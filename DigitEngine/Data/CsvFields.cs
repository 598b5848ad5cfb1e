using System.Globalization;

namespace DigitEngine.Data;

/// <summary>Reads the fields of a CSV line in any of their forms. <see cref="PlainFields"/> reads the usual ones faster.</summary>
internal static class CsvFields
{
    private static ReadOnlySpan<byte> Blanks => " \t\r"u8;

    /// <summary>Whether a field is a number. An empty field counts as a missing number.</summary>
    public static bool LooksNumeric(ReadOnlySpan<byte> field) =>
        field.IsEmpty || double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>Reads the field at <paramref name="position"/>, without spaces and quotes around it.</summary>
    public static ReadOnlySpan<byte> TakeField(ReadOnlySpan<byte> line, ref int position)
    {
        ReadOnlySpan<byte> rest = line[position..];
        int length = rest.IndexOf((byte)',');
        if (length < 0)
        {
            length = rest.Length;
        }

        position += length + 1;
        ReadOnlySpan<byte> field = Trim(rest[..length]);
        return field is [(byte)'"', .., (byte)'"'] ? Trim(field[1..^1]) : field;
    }

    /// <summary>
    /// Like <see cref="TakeField"/>, but commas between quotes are part of the field, as in RFC 4180. Doubled quotes stay doubled.
    /// </summary>
    public static ReadOnlySpan<byte> TakeText(ReadOnlySpan<byte> line, ref int position, out bool quoted)
    {
        ReadOnlySpan<byte> text = line[position..].TrimStart(Blanks);
        int close = ClosingQuote(text);
        ReadOnlySpan<byte> after = close < 0 ? default : text[(close + 1)..].TrimStart(Blanks);
        quoted = close >= 0 && (after.IsEmpty || after[0] == ',');
        if (!quoted)
        {
            return TakeField(line, ref position);
        }

        position = line.Length - after.Length + 1;
        return Trim(text[1..close]);
    }

    /// <summary>The field without spaces, tabs and carriage returns around it.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> field) => field.Trim(Blanks);

    /// <summary>Reads an integer without a sign.</summary>
    public static bool TryParse(ReadOnlySpan<byte> field, int max, out byte value)
    {
        int sum = 0;
        foreach (byte c in field)
        {
            int digit = c - '0';
            if (digit is < 0 or > 9)
            {
                value = 0;
                return false;
            }

            // Never overflows, and stays too large once it is.
            sum = Math.Min((10 * sum) + digit, 1000);
        }

        value = (byte)sum;
        return sum <= max && !field.IsEmpty;
    }

    /// <summary>The position of the quote that closes the one at the start, or −1.</summary>
    private static int ClosingQuote(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("\""u8))
        {
            return -1;
        }

        for (int at = 1; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                continue;
            }

            if (at + 1 == text.Length || text[at + 1] != '"')
            {
                return at;
            }

            at++; // a doubled quote
        }

        return -1;
    }
}
