using System.Globalization;
using System.Net;
using System.Text.Json;
using DigitEngine.Data;
using DigitEngine.Prediction;
using DigitPictures;

namespace MlNetDigits.WebApi.Tests;

public class PredictTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Predict_GivesWhatTheEngineGives_ForPixels()
    {
        for (int i = 0; i < 10; i++)
        {
            JsonElement answer = await TestService.ReadAsync(await _service.PostJsonAsync("/predict", SampleDigits.Json(i)));
            AssertSame(PredictionEngine.Default.Predict(SampleDigits.Pixels(i).AsSpan()), answer);
            Assert.False(answer.TryGetProperty("seen", out _));
        }
    }

    [Fact]
    public async Task Predict_TakesFractions()
    {
        float[] pixels = [.. SampleDigits.Pixels(3).Select(pixel => pixel * 0.75f)];
        string json = $"{{ \"pixels\" : [ {string.Join(" , ", pixels.Select(pixel => pixel.ToString("R", CultureInfo.InvariantCulture)))} ] }}";
        JsonElement answer = await TestService.ReadAsync(await _service.PostJsonAsync("/predict", json));
        AssertSame(PredictionEngine.Default.Predict(pixels.AsSpan()), answer);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/anything")]
    [InlineData("application/octet-stream")]
    [InlineData("multipart/form-data")]
    public async Task Predict_GivesWhatTheNetworkSaw_ForPictures(string type)
    {
        GrayPicture picture = SampleDigits.Picture(5);
        byte[] png = SampleDigits.Png(picture);
        using MultipartFormDataContent form = new() { { new ByteArrayContent(png), "file", "scan.png" } };
        HttpResponseMessage response = type == "multipart/form-data"
            ? await _service.Client.PostAsync("/predict", form)
            : await _service.PostAsync("/predict", png, type);
        JsonElement answer = await TestService.ReadAsync(response);
        NormalizedDigit digit = NormalizedDigit.FromPicture(picture);
        AssertSame(PredictionEngine.Default.Predict(digit), answer);
        JsonElement seen = answer.GetProperty("seen");
        Assert.Equal(digit.Pixels.ToArray(), seen.GetProperty("pixels").EnumerateArray().Select(pixel => pixel.GetByte()).ToArray());
        Assert.True(seen.GetProperty("hasInk").GetBoolean());
        Assert.True(seen.GetProperty("darkOnLight").GetBoolean());
        Assert.Equal(digit.InkBounds.Left, seen.GetProperty("ink").GetProperty("left").GetInt32());
    }

    [Fact]
    public async Task Predict_SaysNoDigit_WhenNothingIsWritten()
    {
        GrayPicture blank = new(30, 30, Enumerable.Repeat((byte)250, 900).ToArray());
        JsonElement answer = await TestService.ReadAsync(await _service.PostAsync("/predict", SampleDigits.Png(blank), "image/png"));
        Assert.False(answer.GetProperty("isDigit").GetBoolean());
        Assert.False(answer.GetProperty("seen").GetProperty("hasInk").GetBoolean());
    }

    public static TheoryData<string, string> BadJson => new()
    {
        { "", "Expected a body but found none." },
        { "{", "The body is not valid JSON: line 1, byte 2." },
        { "not json", "The body is not valid JSON: line 1, byte 2." },
        { "[]", "Expected the body to be an object with pixels, but found an array." },
        { "null", "Expected the body to be an object with pixels, but found null." },
        { "{}", "Expected the one member pixels, but found none." },
        { "{\"pixel\":[]}", "Expected the one member pixels, but found another member." },
        { "{\"pixels\":5}", "Expected pixels to be an array of 784 numbers, but found a number." },
        { "{\"pixels\":[]}", "Expected pixels to be an array of 784 numbers, but found 0." },
        { "{\"pixels\":[1,2,3]}", "Expected pixels to be an array of 784 numbers, but found 3." },
        { $"{{\"pixels\":[{string.Join(',', new int[785])}]}}", "Expected pixels to be an array of 784 numbers, but found 785." },
        { "{\"pixels\":[0,256]}", "Expected pixels[1] to be from 0 to 255, but found 256." },
        { "{\"pixels\":[-0.5]}", "Expected pixels[0] to be from 0 to 255, but found -0.5." },
        { "{\"pixels\":[1e999]}", "Expected pixels[0] to be from 0 to 255, but found Infinity." },
        { "{\"pixels\":[0,0,\"1\"]}", "Expected pixels[2] to be a number, but found a string." },
        { "{\"pixels\":[null]}", "Expected pixels[0] to be a number, but found null." },
        { "{\"pixels\":[NaN]}", "The body is not valid JSON: line 1, byte 12." },
        { "{\"pixels\":[[[[[1]]]]]}", "Expected pixels[0] to be a number, but found an array." },
        { $"{{\"pixels\":{SampleDigits.Row(0)},\"more\":1}}", "Expected the one member pixels, but found another member." },
        { $"{{\"pixels\":{SampleDigits.Row(0)},\"pixels\":[]}}", "Expected the one member pixels, but found another member." },
        { "5", "Expected the body to be an object with pixels, but found a number." },
        { "{\"pixels\":null}", "Expected pixels to be an array of 784 numbers, but found null." },
        { "{\"pixels\":[0,[1]]}", "Expected pixels[1] to be a number, but found an array." },
        { "{\"pixels\":[1,2", "The body is not valid JSON: line 1, byte 15." },
        { "{\n\"pixels\":[1,]}", "The body is not valid JSON: line 2, byte 13." },
    };

    [Theory]
    [MemberData(nameof(BadJson))]
    public async Task Predict_SaysWhatIsWrong_WithJson(string json, string detail) =>
        Assert.Equal(detail, await TestService.ProblemAsync(await _service.PostJsonAsync("/predict", json), 400));

    [Fact]
    public async Task Predict_TurnsDown_WhatFollowsTheJson() =>
        Assert.StartsWith(
            "The body is not valid JSON",
            await TestService.ProblemAsync(await _service.PostJsonAsync("/predict", SampleDigits.Json(0) + "{}"), 400));

    [Fact]
    public async Task Predict_SaysWhatIsWrong_WithPictures()
    {
        byte[] png = SampleDigits.Png(SampleDigits.Picture(1));
        Assert.Equal(
            "The picture can't be read: expected a PNG, JPEG, BMP, GIF, TIFF or PNM picture (PBM, PGM, PPM) but found a WebP picture: convert it to PNG first.",
            await TestService.ProblemAsync(await _service.PostAsync("/predict", "RIFF\0\0\0\0WEBPVP8 "u8.ToArray(), "image/webp"), 422));
        Assert.StartsWith(
            "The picture can't be read: ", await TestService.ProblemAsync(await _service.PostAsync("/predict", png[..300], "image/png"), 422));
        Assert.Equal(
            "Expected a body but found none.", await TestService.ProblemAsync(await _service.PostAsync("/predict", [], "image/png"), 400));
        Assert.EndsWith("but found text/plain.", await TestService.ProblemAsync(await _service.PostAsync("/predict", png, "text/plain"), 415));
        Assert.Contains("none that is known", await TestService.ProblemAsync(await _service.Client.PostAsync("/predict", null), 415));
    }

    [Fact]
    public async Task Predict_SaysWhatIsWrong_WithForms()
    {
        byte[] png = SampleDigits.Png(SampleDigits.Picture(1));
        using MultipartFormDataContent two = new() { { new ByteArrayContent(png), "a", "a.png" }, { new ByteArrayContent(png), "b", "b.png" } };
        Assert.Equal(
            "Expected one file in the form but found 2.",
            await TestService.ProblemAsync(await _service.Client.PostAsync("/predict", two), 400));
        using MultipartFormDataContent none = new() { { new StringContent("x"), "a" } };
        Assert.Equal(
            "Expected one file in the form but found 0.",
            await TestService.ProblemAsync(await _service.Client.PostAsync("/predict", none), 400));
        foreach (string type in (string[])["multipart/form-data", "multipart/form-data; boundary=x"])
        {
            Assert.Equal(
                "The form can't be read: it is damaged or incomplete.",
                await TestService.ProblemAsync(await _service.PostAsync("/predict", "--x\r\nContent-"u8.ToArray(), type), 400));
        }
    }

    [Fact]
    public async Task Batch_GivesWhatTheEngineGives()
    {
        string json = $"{{\"images\":[{string.Join(',', Enumerable.Range(0, 40).Select(SampleDigits.Row))}]}}";
        JsonElement answer = await TestService.ReadAsync(await _service.PostJsonAsync("/predict/batch", json));
        JsonElement[] predictions = [.. answer.GetProperty("predictions").EnumerateArray()];
        IReadOnlyList<ModelOutput> expected = PredictionEngine.Default.PredictBatch(
            [.. Enumerable.Range(0, 40).Select(i => new ModelInput { PixelValues = [.. SampleDigits.Pixels(i).Select(pixel => (float)pixel)] })]);
        Assert.Equal(40, predictions.Length);
        for (int i = 0; i < 40; i++)
        {
            AssertSame(expected[i], predictions[i]);
        }
    }

    [Fact]
    public async Task Batch_SaysWhatIsWrong()
    {
        string row = SampleDigits.Row(0);
        (string Json, int Status, string Detail)[] cases =
        [
            ("{\"images\":[]}", 400, "Expected at least one image in images."),
            ("{\"pixels\":[]}", 400, "Expected the one member images, but found another member."),
            ($"{{\"images\":[{row},[1]]}}", 400, "Expected images[1] to be an array of 784 numbers, but found 1."),
            ($"{{\"images\":[{row},7]}}", 400, "Expected images[1] to be an array of 784 numbers, but found a number."),
            ($"{{\"images\":[{row},null]}}", 400, "Expected images[1] to be an array of 784 numbers, but found null."),
            ($"{{\"images\":[{row},[0,256]]}}", 400, "Expected images[1][1] to be from 0 to 255, but found 256."),
            ("{\"images\":null}", 400, "Expected images to be one array of images."),
            ("{\"images\":5}", 400, "Expected images to be one array of images."),
            ($"{{\"images\":[{row}],\"images\":[{row}]}}", 400, "Expected images to be one array of images."),
            ("[[1]]", 400, "Expected the body to be an object with images, but found an array."),
            ($"{{\"images\":[{string.Join(',', Enumerable.Repeat(row, 51))}]}}", 413, "Expected at most 50 images in images."),
        ];
        foreach ((string json, int status, string detail) in cases)
        {
            Assert.Equal(detail, await TestService.ProblemAsync(await _service.PostJsonAsync("/predict/batch", json), status));
        }

        Assert.Contains("application/json", await TestService.ProblemAsync(await _service.PostAsync("/predict/batch", [1], "image/png"), 415));
    }

    [Fact]
    public async Task Predict_TurnsDown_WhatIsTooLarge()
    {
        byte[] large = new byte[SharedService.MaxBodyBytes + 1];
        await TestService.ProblemAsync(await _service.PostAsync("/predict", large, "image/png"), 413);
        using HttpRequestMessage chunked = new(HttpMethod.Post, "/predict") { Content = new ByteArrayContent(large) };
        chunked.Content.Headers.ContentType = new("image/png");
        chunked.Headers.TransferEncodingChunked = true;
        await TestService.ProblemAsync(await _service.Client.SendAsync(chunked), 413);
        GrayPicture wide = new(2001, 1000, new byte[2_001_000]);
        Assert.Equal(
            "The picture can't be read: expected at most 2000000 pixels but found 2001 x 1000.",
            await TestService.ProblemAsync(await _service.PostAsync("/predict", SampleDigits.Png(wide), "image/png"), 422));
        Assert.Equal(HttpStatusCode.OK, (await _service.PostJsonAsync("/predict", SampleDigits.Json(0))).StatusCode);
    }

    private static void AssertSame(ModelOutput expected, JsonElement actual)
    {
        Assert.Equal(expected.PredictedLabel, actual.GetProperty("predictedLabel").GetInt32());
        Assert.Equal(expected.Confidence, actual.GetProperty("confidence").GetSingle());
        Assert.Equal(expected.IsDigit, actual.GetProperty("isDigit").GetBoolean());
        Assert.Equal(expected.DigitScore, actual.GetProperty("digitScore").GetSingle());
        Assert.Equal(expected.Score, actual.GetProperty("score").EnumerateArray().Select(score => score.GetSingle()).ToArray());
    }
}
