using DigitModel.Data;
using DigitModel.Network;

namespace DigitModel.Training;

/// <summary>Gives training batches out of a data set: in a new order and with new changes in each epoch.</summary>
internal sealed class DatasetSource : IBatchSource
{
    private readonly DigitDataset _data;
    private readonly AffineAugmentation? _augmentation;
    private readonly ulong _seed;
    private readonly int[] _order;
    private int _epoch;
    private int _first;

    public DatasetSource(DigitDataset data, AffineAugmentation? augmentation, ulong seed)
    {
        _data = data;
        _augmentation = augmentation;
        _seed = seed;
        _order = new int[data.Count];
    }

    /// <summary>Puts the images into the order of an epoch, which follows from the seed and the epoch alone.</summary>
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

    /// <summary>Makes the next batch the one that begins at a place in the epoch's order.</summary>
    public void BeginBatch(int first) => _first = first;

    public int Load(int position, Span<float> pixels)
    {
        int image = _order[_first + position];
        if (_augmentation == null)
        {
            DigitImage.ToUnit(_data.Image(image), pixels);
        }
        else
        {
            SeededRandom random = SeededRandom.For(_seed, RandomPurpose.Augmentation, ((ulong)_epoch << 32) + (ulong)image);
            _augmentation.Apply(_data.Image(image), pixels, ref random);
        }

        return _data.Label(image);
    }
}
