using DigitEngine.Data;
using DigitEngine.Data.Augmentation;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>
/// Serves training batches from a data set. In every epoch the order is new and the images are changed differently. Made-up
/// images that show no digit are mixed in.
/// </summary>
internal sealed class DatasetSource : IBatchSource
{
    private readonly DigitDataset _data;
    private readonly AugmentationOptions? _augmentation;
    private readonly ShapeAugmentation? _shape;
    private readonly OutlierGenerator? _outliers;
    private readonly ulong _seed;
    private readonly int[] _order;
    private int _epoch;
    private int _first;

    /// <param name="data">The images.</param>
    /// <param name="augmentation">How the images are changed, or null for not at all.</param>
    /// <param name="outlierShare">The number of outliers per image.</param>
    /// <param name="seed">What all random numbers follow from.</param>
    public DatasetSource(DigitDataset data, AugmentationOptions? augmentation, double outlierShare, ulong seed)
    {
        _data = data;
        _augmentation = augmentation;
        _shape = augmentation?.CreateShape();
        _outliers = outlierShare > 0 ? new(data, (augmentation ?? new()).CreateShape()) : null;
        _seed = seed;
        _order = new int[data.Count + (int)Math.Round(data.Count * outlierShare)];
    }

    /// <summary>Images and outliers per epoch.</summary>
    public int Count => _order.Length;

    /// <summary>Shuffles the images for an epoch. The order follows from the seed and the epoch alone.</summary>
    public void BeginEpoch(int epoch)
    {
        _epoch = epoch;
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        SeededRandom random = SeededRandom.For(_seed, RandomPurpose.Shuffle, (ulong)epoch);
        random.Shuffle<int>(_order);
    }

    /// <summary>Moves to the batch that begins at a position in the epoch's order.</summary>
    public void BeginBatch(int first) => _first = first;

    public int Load(int position, Span<float> pixels)
    {
        int image = _order[_first + position];
        SeededRandom random = SeededRandom.For(_seed, RandomPurpose.Augmentation, ((ulong)_epoch << 32) + (ulong)image);
        if (image >= _data.Count)
        {
            _outliers!.Fill(pixels, ref random);
            return DigitImage.ClassCount;
        }

        if (_shape is null)
        {
            DigitImage.ToUnit(_data.Image(image), pixels);
        }
        else
        {
            _shape.Apply(_data.Image(image), pixels, ref random);
            if (_augmentation!.ClutterShare > 0 && random.NextSingle() < _augmentation.ClutterShare)
            {
                Clutter.Add(pixels, _data.Image(random.NextInt32(_data.Count)), ref random);
            }

            if (_augmentation.AppearanceShare > 0 && random.NextSingle() < _augmentation.AppearanceShare)
            {
                AppearanceAugmentation.Apply(pixels, ref random);
            }
        }

        return _data.Label(image);
    }
}
