using System.Security.Cryptography;
using DigitEngine;
using DigitEngine.Training;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Checkpoints, mostly with a corrected hash, so that the damage reaches the parser.</summary>
internal sealed class CheckpointTarget : FuzzTarget
{
    private const int MarkLength = 8;

    public override string Name => "checkpoint";

    public override Type Problem => typeof(TrainingCheckpointException);

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Bytes(new("options", TimeSpan.FromSeconds(3), [])),
        Bytes(new("options", TimeSpan.FromSeconds(3), [Member(1)])),
        Bytes(new(new string('ä', 100), TimeSpan.FromHours(300), [Member(2) with { State = [] }, Member(0)])),
    ];

    public override byte[] Mutate(int seed, ref SeededRandom random)
    {
        byte[] whole = Seeds[seed];
        int end = whole.Length - SHA256.HashSizeInBytes;
        if (random.NextInt32(8) == 0)
        {
            return ByteMutations.Damage(whole, ref random);
        }

        byte[] content = ByteMutations.Damage(whole.AsSpan(0, end), MarkLength, end, ref random);
        return [.. content, .. SHA256.HashData(content)];
    }

    public override void Run(byte[] input)
    {
        TrainingCheckpoint checkpoint = TrainingCheckpoint.Load(new MemoryStream(input), InputName);
        Require(checkpoint.Iteration >= 0 && checkpoint.Epochs >= 0, "fewer batches or epochs than none");
        byte[] saved = Bytes(checkpoint);
        RequireSame(saved, Bytes(TrainingCheckpoint.Load(new MemoryStream(saved), "saved")), "saving and loading");
    }

    private static byte[] Bytes(TrainingCheckpoint checkpoint)
    {
        using MemoryStream stream = new();
        checkpoint.Save(stream);
        return stream.ToArray();
    }

    private static MemberCheckpoint Member(int epochs) => new()
    {
        Iteration = (30 * epochs) + 7,
        Images = 32 * ((30 * epochs) + 7),
        LossSum = 12.5,
        LossImages = 224,
        BestEpoch = epochs,
        OptimizerSteps = (30 * epochs) + 7,
        AveragedSteps = 0,
        TrainingTime = TimeSpan.FromSeconds(2),
        History = [.. Enumerable.Range(1, epochs).Select(epoch => new EpochRecord(epoch, 30 * epoch, 0.01, 0.5, 0.4, 0.9, epoch))],
        State = [[1, 2, 3], [], [0.5f]],
        Best = epochs == 0 ? [] : [[1, 2, 3]],
    };
}
