using MlNetDigits.ConsoleApp;
using MlNetDigits.Tests.Data;
using ConsoleProgram = MlNetDigits.ConsoleApp.Program;

namespace MlNetDigits.Tests.Messages;

/// <summary>Bad arguments on the command line. What follows "error: " is shown.</summary>
internal static class CommandMessages
{
    public static void Collect(MessageList list)
    {
        list.Write("one.csv", new CsvText().Write(new byte[784], [3]));
        byte[] labels = [.. Enumerable.Range(0, 100).Select(image => (byte)(image % 10))];
        list.Write("labelled.csv", new CsvText().Write(new byte[100 * 784], labels));
        list.Write("unlabelled.csv", new CsvText(Labels: false).Write(new byte[784], [3]));
        list.Write("text.txt", "some text"u8);
        CollectTrain(list);
        CollectEvaluate(list);
        CollectPredict(list);
        CollectOthers(list);
    }

    /// <summary>Runs the console app's command in this process. $ stands for the list's folder.</summary>
    internal static void Try(MessageList list, string arguments) => Try(list, arguments, arguments);

    /// <inheritdoc cref="Try(MessageList, string)"/>
    internal static void Try(MessageList list, string input, string arguments) => list.Add(input, () => Run(list, arguments));

    private static void CollectTrain(MessageList list)
    {
        list.Begin("Command line: train");
        foreach (string arguments in (string[])
        [
            "learn", "train more", "train --epoch 3", "train --epochs", "train --epochs many", "train --epochs 0", "train --epochs 1 --epochs 2",
            "train --epochs 2000000", "train --epochs 2 --iterations 9", "train --batch-size 5000", "train --learning-rate -1",
            "train --learning-rate 0,1", "train --seed -1", "train --threads 2000", "train --optimizer adagrad", "train --architecture resnet",
            "train --architecture dense;10", "train --preset slow", "train --preset best --architecture default", "train --split 60/20/30",
            "train --split 80/20/0", "train --resume $ --epochs 5", "train --data $/missing.csv", "train --data $/unlabelled.csv",
            "train --data $/one.csv", "train --data $/labelled.csv --split 100/0/0", "train --data $/labelled.csv --output $/text.txt",
        ])
        {
            Try(list, arguments);
        }
    }

    private static void CollectEvaluate(MessageList list)
    {
        list.Write("two.json", """
            {"count": 1, "microAccuracy": 1, "macroAccuracy": 1, "logLoss": 0,
             "perClass": [{"label": 0, "recall": 1, "support": 1}, {"label": 1, "recall": 0, "support": 0}]}
            """u8);
        list.Write("ten.json", System.Text.Encoding.ASCII.GetBytes(
            "{\"count\": 1, \"microAccuracy\": 1, \"macroAccuracy\": 1, \"logLoss\": 0, \"perClass\": ["
            + string.Join(", ", Enumerable.Range(0, 10).Select(digit => $"{{\"label\": {digit}, \"recall\": 1, \"support\": {(digit == 3 ? 1 : 0)}}}")) + "]}"));
        list.Begin("Command line: evaluate");
        foreach (string arguments in (string[])
        [
            "evaluate", "evaluate --data $/missing.csv", "evaluate --data $/labelled.csv --model $/text.txt",
            "evaluate --data $/labelled.csv --report $/r.html --no-report", "evaluate --data $/labelled.csv --report $/text.txt",
            "evaluate --data $/labelled.csv --json $/none/m.json", "evaluate --data $/labelled.csv --fail-under 99",
            "evaluate --data $/labelled.csv --fail-under most", "evaluate --data $/labelled.csv --baseline $/none.json",
            "evaluate --data $/labelled.csv --baseline $/two.json", "evaluate --data $/labelled.csv --baseline $/ten.json --json $/ten.json",
            "evaluate --data $/labelled.csv --slices writer --no-report",
        ])
        {
            Try(list, arguments);
        }
    }

    private static void CollectPredict(MessageList list)
    {
        Directory.CreateDirectory(list.PathOf("empty"));
        list.Begin("Command line: predict and read");
        foreach (string arguments in (string[])
        [
            "predict", "predict - $/labelled.csv", "predict $/labelled.csv --header", "predict - --save-normalized $/seen",
            "predict $/empty $/labelled.csv", "predict $/empty --output $/labels.csv", "predict $/missing.csv --output $/labels.csv",
            "predict $/labelled.csv --model $/missing.zip", "predict $/labelled.csv --output $", "predict $/labelled.csv --threads -1",
            "read", "read $/a.png --pattern abc", "read $/a.png --length 0", "read $/a.png --length 65", "read $/a.png --length 2 --pattern 999", "read $/empty --output $/fields.csv",
        ])
        {
            Try(list, arguments);
        }
    }

    private static void CollectOthers(MessageList list)
    {
        list.Begin("Command line: other commands");
        foreach (string arguments in (string[])
        [
            "info $/missing.zip", "info $/text.txt", "export", "export --format keras --output $/m",
            "export --format onnx --output $/none/m.onnx", "export --format tensorflow --output $", "import $/missing.onnx",
            "import $/missing.onnx --output $/m.zip", "import $/text.txt --output $/m.zip --labels 0123", "import $/text.txt --output $/m.zip --std 0",
            "import $/text.txt --output $/m.zip", "generate --target python", "generate --model $/missing.zip", "generate --name class",
            "generate --name My-Digits", "generate --name Console", "generate --output $/text.txt",
        ])
        {
            Try(list, arguments);
        }

        list.Write("MyDigits.training.cs", "mine"u8);
        Try(list, "generate --output $");
        list.Add("export --format onnx --output ''", () => ConsoleProgram.Run(["export", "--format", "onnx", "--output", ""]));
        list.Add("import '' --output m.zip", () => ConsoleProgram.Run(["import", "", "--output", "m.zip"]));
        list.Add("generate --output ''", () => ConsoleProgram.Run(["generate", "--output", ""]));
    }

    private static void Run(MessageList list, string arguments)
    {
        try
        {
            ConsoleProgram.Run([.. arguments.Split(' ').Select(word => word.Replace("$/", list.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal).Replace("$", list.Folder, StringComparison.Ordinal))]);
        }
        catch (CommandException error) when (error.Message.Contains(CommandHint.Text, StringComparison.Ordinal))
        {
            // How the program is started is another matter.
            throw new CommandException(error.Message.Replace(CommandHint.Text, "digits", StringComparison.Ordinal), error.InnerException);
        }
    }
}
