using System.Globalization;
using DigitEngine.Network;
using DigitEngine.Training;
using DigitReports;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows a network: its layers with their output shapes and numbers of parameters.</summary>
internal static class NetworkScreen
{
    /// <summary>
    /// Shows a network as it is saved: with batch normalisation folded into the layer before it, which takes no parameters then.
    /// </summary>
    /// <param name="console">The output.</param>
    /// <param name="name">The network's name.</param>
    /// <param name="network">The network.</param>
    /// <param name="members">The number of such networks in the model.</param>
    public static void Write(IAnsiConsole console, string name, NetworkDefinition network, int members)
    {
        List<(string Layers, Shape Output, long Parameters)> rows = Rows(network);
        long each = rows.Sum(row => row.Parameters);
        console.Heading("Network");
        console.Fact("name", $"[bold]{name}[/], {(members == 1 ? "" : $"{members} networks of ")}{NumberFormat.Counted(each, "parameter")}{(members == 1 ? "" : $", {NumberFormat.Count(members * each)} in all")}");
        Grid table = ConsoleOutput.NewTable("-layer", "output", "parameters");
        foreach ((string layers, Shape output, long parameters) in rows)
        {
            table.AddRow(new Text(layers), new Text(Describe(output)), new Text(parameters == 0 ? "" : NumberFormat.Count(parameters)));
        }

        console.Write(table);
    }

    public static void WriteTraining(IAnsiConsole console, TrainingOptions options)
    {
        string length = options.Iterations is int iterations
            ? NumberFormat.Counted(iterations, "batch", "batches")
            : NumberFormat.Counted(options.Epochs, "epoch");
        string schedule = options.Schedule == LearningRateSchedule.OneCycle ? " (one cycle)" : "";
        console.Fact("training", $"{length} of {options.BatchSize} images, {options.Optimizer.Name}, {Invariant($"learning rate {options.Optimizer.LearningRate}")}{schedule}");
        List<string> extras = [];
        if (options.Optimizer.WeightDecay > 0)
        {
            extras.Add(Invariant($"weight decay {options.Optimizer.WeightDecay}"));
        }

        if (options.Augmentation is not null)
        {
            extras.Add(options.Augmentation.AppearanceShare > 0 ? "images changed at random" : "images moved, turned and slanted at random");
        }

        if (options.OutlierShare > 0)
        {
            extras.Add(Invariant($"{100 * options.OutlierShare} % images of no digit"));
        }

        if (options.Members > 1)
        {
            extras.Add(Invariant($"{options.Members} networks, averaged"));
        }

        if (options.LabelSmoothing > 0)
        {
            extras.Add(Invariant($"label smoothing {options.LabelSmoothing}"));
        }

        if (options.WeightAveraging > 0)
        {
            extras.Add(Invariant($"weights averaged ({options.WeightAveraging})"));
        }

        if (extras.Count > 0)
        {
            console.Fact("", $"[grey]{string.Join(", ", extras)}[/]");
        }
    }

    /// <summary>Layers that don't change the shape share a line with the layer before.</summary>
    private static List<(string Layers, Shape Output, long Parameters)> Rows(NetworkDefinition network)
    {
        List<(string Layers, Shape Output, long Parameters)> rows = [];
        for (int i = 0; i < network.Layers.Count; i++)
        {
            LayerDefinition layer = network.Layers[i];
            if (rows.Count > 0 && layer is (BatchNormDefinition or ReluDefinition or DropoutDefinition))
            {
                (string layers, Shape output, long parameters) = rows[^1];
                rows[^1] = ($"{layers}; {layer}", output, parameters + (layer.FoldsInto(network.Layers[i - 1]) ? 0 : network.ParametersOf(i)));
            }
            else
            {
                rows.Add((layer.ToString(), network.OutputOf(i), network.ParametersOf(i)));
            }
        }

        return rows;
    }

    private static string Describe(Shape shape) => shape is { Height: 1, Width: 1 }
        ? shape.Channels.ToString(CultureInfo.InvariantCulture)
        : Invariant($"{shape.Height}×{shape.Width}×{shape.Channels}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
