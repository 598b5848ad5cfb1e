using MyDigits_Console;

// MyDigits [PICTURE]            reads the picture, or the digit below
// MyDigits evaluate DATA        measures the model
// MyDigits train DATA MODEL     trains another model and saves it
const string Ink = " .:-=+*#%@";
const string SampleDigit = """
                          ....
                ..   -+###@@@@*
               +@@#@@@@@@@@@@@*
              =@@@@@@@@@@@@@+-
             :@@@@@@@@%#--
             @@@@+++:.
            *@@@+
           .@@@@.
           +@@@#++:.
           +@@@@@@@@#.
           .@@@@@@@@@@.
            .+@@@@@@@@@.
                  -=@@@*
            --      #@@#
           %@@@+=.. %@@#
           @@@@@@@@%@@@#
           +@@@@@@@@@@@#
           .@@@@@@@@@@=
             +#%@@##-
                ..
    """;

switch (args)
{
    case ["evaluate", var data]:
        var measured = MyDigits.Evaluate(data);
        Console.WriteLine($"accuracy {measured.MicroAccuracy:P2}");
        Console.WriteLine(measured.ConfusionMatrix.GetFormattedConfusionTable());
        break;

    case ["train", var data, var model]:
        var trained = MyDigits.Train(model, data);
        Console.WriteLine($"accuracy {trained.MicroAccuracy:P2} on images that were held back; saved as {model}");
        break;

    case [var picture]:
        Show(MyDigits.ModelInput.FromPicture(picture));
        break;

    default:
        Console.WriteLine(SampleDigit);
        Show(Sample());
        break;
}

static void Show(MyDigits.ModelInput input)
{
    var output = MyDigits.Predict(input);
    Console.WriteLine($"PredictedLabel: {output.PredictedLabel}");
    foreach (var (label, score) in MyDigits.GetSortedScoresWithLabels(output))
    {
        Console.WriteLine($"{label}: {score:P2}");
    }
}

static MyDigits.ModelInput Sample()
{
    var input = new MyDigits.ModelInput();
    var lines = SampleDigit.ReplaceLineEndings("\n").Split('\n');
    for (var row = 0; row < lines.Length; row++)
    {
        for (var column = 0; column < lines[row].Length; column++)
        {
            // Four empty rows above the digit.
            input.PixelValues[((row + 4) * 28) + column] = Ink.IndexOf(lines[row][column]) * 255f / (Ink.Length - 1);
        }
    }

    return input;
}
