namespace DigitEngine;

/// <summary>What a stream of random numbers is for. The numbers are part of a run's repeatability: never renumber.</summary>
internal enum RandomPurpose
{
    Split = 1,
    Shuffle = 2,
    Initialization = 3,
    Dropout = 4,
    Augmentation = 5,
    Member = 6,
}
