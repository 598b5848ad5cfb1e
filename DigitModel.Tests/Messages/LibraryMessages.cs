using DigitEngine.Network;
using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;
using MlNetDigits.Tests.Model;

namespace MlNetDigits.Tests.Messages;

/// <summary>What the libraries refuse when they predict digits and read fields.</summary>
internal static class LibraryMessages
{
    public static void Collect(MessageList list)
    {
        PredictionEngine engine = new(Samples.Small);
        float[] bright = new float[784];
        bright[(28 * 3) + 5] = 256;
        list.Begin("Prediction");
        list.Add("783 bytes", () => engine.Predict(new byte[783]));
        list.Add("783 numbers", () => engine.Predict(new float[783]));
        list.Add("a pixel of 256", () => engine.Predict(bright));
        list.Add("a pixel of 256 in the second image", () => engine.PredictBatch([new() { PixelValues = new float[784] }, new() { PixelValues = bright }]));
        list.Add("an image without pixels", () => engine.PredictBatch([null!]));
        list.Add("half an image", () => engine.PredictBatch(new float[783], new float[10]));
        list.Add("room for one of two scores", () => engine.PredictBatch(new byte[2 * 784], new float[10]));
        list.Add("a network of no images", () => new PredictionEngine(new TrainedNetwork([new TrainedRelu(new(1, 1, 10))])));

        FieldReader reader = new(engine);
        list.Begin("Fields");
        list.Add("a length of 0", () => Read(new() { Length = 0 }));
        list.Add("a length of 65", () => Read(new() { Length = 65 }));
        list.Add("an empty pattern", () => Read(new() { Pattern = "" }));
        list.Add("a pattern of letters", () => Read(new() { Pattern = "abc" }));
        list.Add("a pattern of other digits", () => Read(new() { Pattern = "12345" }));
        list.Add("a pattern of another length", () => Read(new() { Length = 2, Pattern = "999" }));

        void Read(FieldOptions options) => reader.Read(new GrayPicture(1, 1, [0]), options);
    }
}
