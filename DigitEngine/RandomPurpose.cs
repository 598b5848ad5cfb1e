namespace DigitEngine;

/// <summary>What a stream of random numbers is for. Every result follows from these values, so they must never change.</summary>
internal enum RandomPurpose
{
    Split = 1,
    Shuffle = 2,
    Initialization = 3,
    Dropout = 4,
    Augmentation = 5,
    Member = 6,
}
