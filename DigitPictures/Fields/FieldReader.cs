using DigitEngine.Prediction;

namespace DigitPictures.Fields;

/// <summary>
/// Reads a field of several handwritten digits in one line, such as a postal code or an amount. Any number of threads may use
/// one reader.
/// </summary>
/// <remarks>
/// The ink of the whole field is found at once. Connected ink is joined where it can only be one digit, and cut wherever it may
/// be several. Each piece, and each few neighbouring pieces together, are drawn in MNIST's form, and the engine scores whether
/// they are a digit and which one. The text is that of the best path through all of them. Its confidence is the probability of
/// that text among all paths. The same picture always gives the same text.
/// </remarks>
public sealed class FieldReader
{
    /// <summary>
    /// Texts of at least this confidence are accepted. On generated fields of two to nine digits, a quarter of which nearly
    /// touch, touch or overlap, 99 % of the accepted texts are right.
    /// </summary>
    public const double AcceptanceThreshold = 0.88;

    // Digits that touch score lower than the single digits that a model's threshold is found with.
    private const double WritingMargin = 2;

    private readonly PredictionEngine _engine;

    /// <summary>Makes a reader.</summary>
    /// <param name="engine">
    /// The model that recognises single digits. One with a digit threshold reads far better than one without.
    /// </param>
    public FieldReader(PredictionEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
    }

    /// <summary>Reads a field.</summary>
    /// <param name="picture">A picture of the field and little else: one line of digits, of any size.</param>
    /// <param name="options">What is known about the field.</param>
    /// <exception cref="ArgumentException">The options are invalid or contradict each other.</exception>
    public FieldResult Read(GrayPicture picture, FieldOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        options ??= new FieldOptions();
        if (!Enum.IsDefined(options.Polarity))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Polarity, null);
        }

        FieldItem[]? items = FieldItem.Parse(options);
        FieldInk ink = FieldInk.Find(picture, options.Polarity);
        if (ink.Groups.Count == 0)
        {
            return FieldResult.Nothing;
        }

        // Even a group that is certainly one digit is cut if the field must have more digits than it seems to have.
        FieldResult? result = Read(picture, ink, items, settle: true);
        if (result is null && items is not null)
        {
            result = Read(picture, ink, items, settle: false);
        }

        return result ?? FieldResult.Nothing;
    }

    private FieldResult? Read(GrayPicture picture, FieldInk ink, FieldItem[]? items, bool settle)
    {
        SegmentLattice lattice = SegmentLattice.Build(ink, _engine, settle);
        FieldPaths paths = new(lattice, items);
        if (paths.Best() is not { Count: > 0 } best)
        {
            return null;
        }

        items ??= [.. best.Select(_ => FieldItem.AnyDigit)];
        FieldItem[] text = new FieldItem[items.Length];
        int next = 0;
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = items[i].IsDigit ? FieldItem.Digit(best[next++].Label) : items[i];
        }

        double logShare = new FieldPaths(lattice, text).LogSum() - paths.LogSum();
        double confidence = Math.Exp(Math.Min(0, logShare) + best.Sum(LogWriting));
        return new(
            string.Concat(text.Select(item => item.IsDigit ? (char)('0' + item.Label) : item.Literal)),
            confidence,
            confidence >= AcceptanceThreshold,
            [.. best.Select(digit => ToDigit(digit, ink.Map.Factor, picture))]);
    }

    /// <summary>
    /// The logarithm of the probability that a segment is a digit at all. Comparing paths can't tell: one path may be better than
    /// all others even where nothing is a digit.
    /// </summary>
    private double LogWriting(Segment segment) => float.IsFinite(_engine.DigitThreshold)
        ? -Math.Log(1 + Math.Exp(_engine.DigitThreshold - WritingMargin - segment.DigitScore))
        : 0;

    private static FieldDigit ToDigit(Segment digit, int factor, GrayPicture picture)
    {
        PictureBounds bounds = digit.Bounds;
        PictureBounds enlarged = new(
            bounds.Left * factor,
            bounds.Top * factor,
            Math.Min(bounds.Width * factor, picture.Width - (bounds.Left * factor)),
            Math.Min(bounds.Height * factor, picture.Height - (bounds.Top * factor)));
        return new(digit.Label, Math.Exp(digit.LogClass(digit.Label)) / (1 + Math.Exp(-digit.DigitScore)), enlarged);
    }
}
