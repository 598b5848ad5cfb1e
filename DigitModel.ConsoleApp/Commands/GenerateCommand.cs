using System.CommandLine;
using System.Text;
using MlNetDigits.ConsoleApp.Files;
using MlNetDigits.ConsoleApp.Generation;
using MlNetDigits.ConsoleApp.Screens;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Training;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>generate</c>: writes C# that uses a model, in the shape of ML.NET Model Builder's.</summary>
internal static class GenerateCommand
{
    private static readonly Option<string> Name = new("--name")
    {
        HelpName = "NAME",
        Description = "What the class is called, and its project and files.",
        DefaultValueFactory = _ => "MyDigits",
    };

    private static readonly Option<string?> Output = new("--output")
    {
        HelpName = "DIR",
        Description = "The folder to write to. One of the class's name by default.",
    };

    private static readonly Option<string> Target = new("--target")
    {
        HelpName = "TARGET",
        Description = "digitmodel: the library alone. mlnet: ML.NET's own types, with the package DigitModel.MLNet.",
        DefaultValueFactory = _ => GeneratedProject.Targets[0],
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replaces files that are there already." };

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new(
            "generate",
            "Writes a console project that predicts, retrains and evaluates with a model, and the class for your own application.")
        {
            model, Name, Output, Target, Force,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(model),
            parsed.GetRequiredValue(Name),
            parsed.GetValue(Output) ?? parsed.GetRequiredValue(Name),
            parsed.GetRequiredValue(Target),
            parsed.GetValue(Force)));
        return command;
    }

    private static int Run(string? modelPath, string name, string folder, string target, bool force)
    {
        GeneratedProject project = new(target);
        GeneratedName.Require(name, project);
        ModelFile model = ModelOption.Load(modelPath);
        string zip = $"{name}.zip";
        (string File, string Text)[] texts = [.. project.Fill(name, LayersOf(model))];
        string[] files = [.. texts.Select(text => text.File), zip];
        if (!force && files.FirstOrDefault(file => Path.Exists(Path.Combine(folder, file))) is string present)
            throw new CommandException($"{Path.Combine(folder, present)}: is there already; --force replaces it");

        Write(folder, texts, model, zip);
        Tell(folder, files, name);
        return ExitCodes.Done;
    }

    /// <summary>
    /// The model's layers, or our own where its manifest names none: what becomes code is never a stranger's text.
    /// </summary>
    private static string LayersOf(ModelFile model)
    {
        try
        {
            return NetworkDefinition.Parse(model.Manifest.Architecture).ToString();
        }
        catch (NetworkDefinitionException)
        {
            return Architecture.Default.Options.Network.ToString();
        }
    }

    /// <summary>Writes all files or none.</summary>
    private static void Write(string folder, (string File, string Text)[] texts, ModelFile model, string zip)
    {
        List<OutputFile> written = [];
        try
        {
            Directory.CreateDirectory(folder);
            foreach ((string file, string text) in texts)
            {
                OutputFile output = new(Path.Combine(folder, file));
                written.Add(output);
                output.Write(stream => stream.Write(Encoding.UTF8.GetBytes(text)));
            }

            model.Save(Path.Combine(folder, zip));
            written.ForEach(output => output.Commit());
        }
        catch (Exception error) when (OutputFile.IsOutputError(error))
        {
            throw OutputFile.Unwritable(folder, error);
        }
        finally
        {
            written.ForEach(output => output.Dispose());
        }
    }

    private static void Tell(string folder, string[] files, string name)
    {
        IAnsiConsole console = ConsoleOutput.Create();
        console.Heading("Written");
        foreach (string file in files)
            console.Verbatim($"  {Path.Combine(folder, file)}");
        console.Heading("Next");
        console.Verbatim($"  dotnet run --project {CommandHint.Quote(Path.Combine(folder, name + ".csproj"))}");
        console.Verbatim($"  {name}.consumption.cs and {name}.zip are what your own application needs: {name}.Predict(input)");
    }
}
