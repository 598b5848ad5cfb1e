using DigitEngine.Data;
using DigitPictures;
using DigitPictures.Formats;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MlNetDigits.Scoring;

namespace MlNetDigits;

/// <summary>
/// The mapping behind <see cref="DigitCatalog.ExtractDigit"/>. ML.NET finds it by its contract when it loads a saved pipeline, as
/// long as this assembly is in the application's folder.
/// </summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class DigitExtraction : CustomMappingFactory<DigitExtraction.Picture, DigitExtraction.Pixels>
{
    private const string Contract = "MlNetDigits.ExtractDigit";
    private const string PictureName = "ExtractDigit.Picture";
    private const string PixelsName = "ExtractDigit.Pixels";

    /// <inheritdoc/>
    public override Action<Picture, Pixels> GetMapping() => Extract;

    internal static IEstimator<ITransformer> Create(TransformsCatalog catalog, string output, string input) => new Estimator(catalog, output, input);

    private static void Extract(Picture row, Pixels result)
    {
        MLImage image = row.Image ?? throw new InvalidOperationException("ExtractDigit: a row has no picture.");
        NormalizedDigit digit = NormalizedDigit.FromPicture(new GrayPicture(image.Width, image.Height, ToGray(image)));
        for (int i = 0; i < DigitImage.PixelCount; i++)
        {
            result.Values[i] = digit.Pixels[i];
        }
    }

    /// <summary>Grey as <see cref="GrayPicture"/> reads it from files. Transparent pixels show white paper.</summary>
    private static byte[] ToGray(MLImage image)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        (int red, int blue) = image.PixelFormat switch
        {
            MLPixelFormat.Rgba32 => (0, 2),
            MLPixelFormat.Bgra32 => (2, 0),
            _ => throw new InvalidOperationException($"ExtractDigit: expected pixels as Rgba32 or Bgra32, found {image.PixelFormat}."),
        };
        byte[] gray = new byte[image.Width * image.Height];
        for (int i = 0; i < gray.Length; i++)
        {
            // ML.NET has already multiplied colours by their opacity. The rest is paper.
            ReadOnlySpan<byte> pixel = pixels.Slice(4 * i, 4);
            int paper = byte.MaxValue - pixel[3];
            gray[i] = Luma.Of(
                Math.Min(pixel[red] + paper, byte.MaxValue), Math.Min(pixel[1] + paper, byte.MaxValue), Math.Min(pixel[blue] + paper, byte.MaxValue));
        }

        return gray;
    }

    /// <summary>
    /// ML.NET's own estimator of a custom mapping refuses columns of images, because it compares their types by reference. A custom
    /// mapping is saved without the names of its columns, so the user's columns are copied to and from fixed names.
    /// </summary>
    private sealed class Estimator(TransformsCatalog catalog, string output, string input) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView data)
        {
            ArgumentNullException.ThrowIfNull(data);
            DataViewSchema.Column column = data.Schema.GetColumnOrNull(input) ?? throw ColumnError.Missing(nameof(data), "image", input);
            if (column.Type is not ImageDataViewType)
            {
                throw ColumnError.WrongType(nameof(data), "image", input, "Image", $"{column.Type}");
            }

            List<ITransformer> steps = [];
            Add(catalog.CopyColumns(PictureName, input));
            Add(catalog.CustomMapping<Picture, Pixels>(Extract, Contract));
            Add(catalog.CopyColumns(output, PixelsName));
            Add(catalog.DropColumns(PictureName, PixelsName));
            return new TransformerChain<ITransformer>([.. steps]);

            void Add(IEstimator<ITransformer> step)
            {
                ITransformer fitted = step.Fit(data);
                data = fitted.Transform(data);
                steps.Add(fitted);
            }
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            ArgumentNullException.ThrowIfNull(inputSchema);
            Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
            if (!columns.TryGetValue(input, out SchemaShape.Column picture))
            {
                throw ColumnError.Missing(nameof(inputSchema), "image", input);
            }

            if (picture.ItemType is not ImageDataViewType)
            {
                throw ColumnError.WrongType(nameof(inputSchema), "image", input, "Image", $"{picture.ItemType}");
            }

            SchemaDefinition definition = SchemaDefinition.Create(typeof(Pixels));
            definition[PixelsName].ColumnName = output;
            columns[output] = catalog.CustomMapping<Nothing, Pixels>((_, _) => { }, null, outputSchemaDefinition: definition)
                .GetOutputSchema(new SchemaShape([])).Single();
            return new(columns.Values);
        }

        private sealed class Nothing;
    }

    /// <summary>What the mapping takes.</summary>
    public sealed class Picture
    {
        /// <summary>The picture.</summary>
        [ColumnName(PictureName)]
        [AnyImage]
        public MLImage? Image { get; set; }
    }

    /// <summary>A picture of any size: ML.NET's own <see cref="ImageTypeAttribute"/> throws if no size is given.</summary>
    private sealed class AnyImageAttribute : DataViewTypeAttribute
    {
        public override void Register() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage), this);

        public override bool Equals(DataViewTypeAttribute? other) => other is AnyImageAttribute;

        public override int GetHashCode() => typeof(AnyImageAttribute).GetHashCode();
    }

    /// <summary>What the mapping gives.</summary>
    public sealed class Pixels
    {
        /// <summary>784 grey values from 0 (paper) to 255 (ink).</summary>
        [ColumnName(PixelsName)]
        [VectorType(DigitImage.PixelCount)]
        public float[] Values { get; set; } = new float[DigitImage.PixelCount];
    }
}
