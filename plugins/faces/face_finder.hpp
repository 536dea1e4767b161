#pragma once

#include <memory>
#include <string>
#include <vector>

#include <sluice/notes.hpp>
#include <sluice/pixels.hpp>

/// OpenCV's cascade classifier on gray views. One thread at a time.
class FaceFinder {
public:
    struct How {
        double scale = 1.1;      ///< each size looked for is so much larger than the one before
        int neighbours = 4;      ///< finds next to each other that make one sure
        double smallest = 64;    ///< pixels of the frame
    };

    /// The cascade for frontal faces where a distribution or OpenCV itself puts it; empty: nowhere.
    [[nodiscard]] static std::string usual_cascade();

    /// Throws sluice::Error where the file is no cascade.
    FaceFinder(const std::string& cascade, const How& how);
    ~FaceFinder();

    /// Boxes in pixels of the frame, the surest first.
    [[nodiscard]] std::vector<sluice::Box> find(const sluice::Pixels& gray, const std::string& label);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
    How how_;
};
