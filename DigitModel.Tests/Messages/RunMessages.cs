using System.Text;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Messages;

/// <summary>Folders that are no runs, or not any more.</summary>
internal static class RunMessages
{
    private const string Record = """
        {"testData": "../digits.csv", "testFingerprint": "0", "epochsPerMember": 1,
         "trainingLabels": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], "validationLabels": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}
        """;

    private const string History = "epoch,iteration,learningRate,trainingLoss,validationLoss,validationAccuracy,seconds\n";

    public static void Collect(MessageList list)
    {
        CollectReports(list);
        CollectResumed(list);
    }

    private static void CollectReports(MessageList list)
    {
        list.Begin("Folders of runs: report");
        CommandMessages.Try(list, "report");
        CommandMessages.Try(list, "report $/none");
        CommandMessages.Try(list, "report --compare $/none");
        CommandMessages.Try(list, "report $/none $/none");
        Directory.CreateDirectory(list.PathOf("run"));
        CommandMessages.Try(list, "report $/run");
        list.Write("run/DigitModel.zip", SampleNetworks.Bytes(SampleNetworks.File()));
        Write("history.csv", History);
        Write("run.json", "{");
        TryAgain("no predictions");
        Write("predictions.csv", "row,label,predicted,confidence,score0,score1\n1,0,0,1,1,0\n");
        TryAgain("a record of no JSON");
        Write("run.json", "null");
        TryAgain("a record of nothing");
        Write("run.json", new string(' ', (1 << 20) + 1));
        TryAgain("a large record");
        Write("run.json", Record);
        TryAgain("predictions of two digits");
        Write("predictions.csv", "1,2,3");
        TryAgain("predictions without a header");
        Write("history.csv", "epoch\n");
        TryAgain("a history of one column");
        Write("history.csv", History + "2,1,1,1,1,1,1\n");
        TryAgain("a history from epoch 2 on");

        void Write(string name, string text) => list.Write($"run/{name}", Encoding.UTF8.GetBytes(text));
        void TryAgain(string input) => CommandMessages.Try(list, input, "report $/run");
    }

    private static void CollectResumed(MessageList list)
    {
        list.Begin("Folders of runs: train");
        CommandMessages.Try(list, "train --resume $/none");
        CommandMessages.Try(list, "a finished run", "train --resume $/run");
        Directory.CreateDirectory(list.PathOf("stopped"));
        CommandMessages.Try(list, "train --resume $/stopped");
        list.Write("stopped/arguments.json", "{"u8);
        CommandMessages.Try(list, "options of no JSON", "train --resume $/stopped");
        list.Write("stopped/arguments.json", "null"u8);
        CommandMessages.Try(list, "no options", "train --resume $/stopped");
        list.Write("stopped/arguments.json", "{}"u8);
        CommandMessages.Try(list, "no checkpoint", "train --resume $/stopped");
        list.Write("stopped/checkpoint-1.bin", "MNDCKPT1 and more than thirty-two bytes of it"u8);
        CommandMessages.Try(list, "a damaged checkpoint", "train --resume $/stopped");
        Directory.CreateDirectory(list.PathOf("taken/history.csv"));
        CommandMessages.Try(list, "a folder that is not empty", "train --data $/labelled.csv --output $/taken");
        CommandMessages.Try(list, "a run's folder", "train --data $/labelled.csv --output $/run");
        CommandMessages.Try(list, "a stopped run's folder", "train --data $/labelled.csv --output $/stopped");
        CommandMessages.Try(list, "a folder for a result", "train --data $/labelled.csv --output $/taken --force");
        list.Write("page/report.html", "mine"u8);
        CommandMessages.Try(list, "another page for the report", "train --data $/labelled.csv --output $/page --force");
    }
}
